//! Collectors of the program in `/metrics`: one that panics or gives nonsense hides itself, and is counted.

use agent_metrics::{
    Config, Metrics, OtelNames,
    prometheus::{
        self, IntCounter,
        core::{Collector, Desc},
        proto::{Bucket, Counter, Histogram, LabelPair, Metric, MetricFamily, MetricType},
    },
};

/// A collector that gives what the closure makes of a counter's families.
struct Gives<F>(IntCounter, F);

impl<F: Fn(Vec<MetricFamily>) -> Vec<MetricFamily> + Send + Sync> Collector for Gives<F> {
    fn desc(&self) -> Vec<&Desc> {
        self.0.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.1(self.0.collect())
    }
}

fn counter(name: &str) -> IntCounter {
    IntCounter::new(name, "A counter.").unwrap()
}

fn has(text: &str, line: &str) -> bool {
    text.lines().any(|shown| shown == line)
}

/// A payload whose destructor panics as well.
struct PanicsAgain;

impl Drop for PanicsAgain {
    fn drop(&mut self) {
        panic!("this panic is part of a test");
    }
}

#[test]
fn a_panic_hides_one_collector() -> prometheus::Result<()> {
    let metrics = Metrics::new(Config::new()).unwrap();
    let registry = metrics.registry();
    for index in 0..20 {
        registry.register(Box::new(counter(&format!("before_{index}_total"))))?;
    }
    registry.register(Box::new(Gives(counter("panics_total"), |_| panic!("this panic is part of a test"))))?;
    registry.register(Box::new(Gives(counter("again_total"), |_| std::panic::panic_any(PanicsAgain))))?;
    for index in 0..20 {
        registry.register(Box::new(counter(&format!("after_{index}_total"))))?;
    }
    for scrapes in 1..=3 {
        let text = metrics.render();
        for index in 0..20 {
            assert!(has(&text, &format!("before_{index}_total 0")) && has(&text, &format!("after_{index}_total 0")));
        }
        assert!(!has(&text, "panics_total 0") && !has(&text, "again_total 0"));
        for name in ["panics_total", "again_total"] {
            let line = format!("agent_collector_errors_total{{collector=\"{name}\"}} {scrapes}");
            assert!(has(&text, &line), "{line} in {text}");
        }
    }
    // Who gathers the registry gets the same, and the instance's own series.
    let families = registry.gather();
    let named = |name: &str| families.iter().any(|family| family.name() == name);
    assert!(named("before_0_total") && named("after_19_total") && !named("panics_total"));
    assert!(named("agent_collector_errors_total"));
    Ok(())
}

#[test]
fn a_family_that_can_not_be_shown_hides_no_other() -> prometheus::Result<()> {
    let metrics = Metrics::new(Config::new()).unwrap();
    let untyped = |mut families: Vec<MetricFamily>| {
        families[0].set_field_type(MetricType::UNTYPED);
        families
    };
    let nameless = |mut families: Vec<MetricFamily>| {
        families[0].set_name(String::new());
        families
    };
    let no_name = |mut families: Vec<MetricFamily>| {
        families[0].set_name("no-name".to_owned());
        families
    };
    metrics.registry().register(Box::new(Gives(counter("untyped_total"), untyped)))?;
    metrics.registry().register(Box::new(Gives(counter("nameless_total"), nameless)))?;
    metrics.registry().register(Box::new(Gives(counter("no_name_total"), no_name)))?;
    metrics.registry().register(Box::new(counter("good_total")))?;
    for (accept, unknown) in [("text/plain", "untyped"), ("application/openmetrics-text", "unknown")] {
        let text = String::from_utf8(metrics.collect(accept).1).unwrap();
        assert!(has(&text, "good_total 0"), "{text}");
        assert!(has(&text, &format!("# TYPE untyped_total {unknown}")), "{text}");
        assert!(!text.contains("no-name{") && !text.contains("TYPE no-name"), "{text}");
    }
    let text = metrics.render();
    assert!(has(&text, r#"agent_collector_errors_total{collector="no-name"} 3"#), "{text}");
    assert!(has(&text, r#"agent_collector_errors_total{collector=""} 3"#), "{text}");
    Ok(())
}

#[test]
fn an_isolated_collector_is_a_collector_like_any_other() -> prometheus::Result<()> {
    let metrics = Metrics::new(Config::new()).unwrap();
    let jobs = prometheus::register_int_counter_with_registry!("jobs_total", "Jobs.", metrics.registry())?;
    jobs.inc();
    assert!(has(&metrics.render(), "jobs_total 1"));
    let again = metrics.registry().register(Box::new(jobs.clone()));
    assert!(matches!(again, Err(prometheus::Error::AlreadyReg)), "{again:?}");
    metrics.registry().unregister(Box::new(jobs.clone()))?;
    assert!(!has(&metrics.render(), "jobs_total 1"));
    // By the registry behind it.
    let registry: prometheus::Registry = metrics.registry().clone();
    registry.register(Box::new(jobs))?;
    assert!(has(&metrics.render(), "jobs_total 1"));
    Ok(())
}

/// A program may register collectors under ever new names: 1,000 are counted by name.
#[test]
fn the_names_of_failing_collectors_are_bounded() -> prometheus::Result<()> {
    let metrics = Metrics::new(Config::new()).unwrap();
    for index in 0..1_200 {
        let counter = counter(&format!("number_{index}_total"));
        let mut families = counter.collect();
        families[0].set_name(format!("no-name-{index}"));
        metrics.registry().register(Box::new(Gives(counter, move |_| families.clone())))?;
    }
    let text = metrics.render();
    let shown = text.lines().filter(|line| line.starts_with("agent_collector_errors_total{"));
    assert_eq!(shown.count(), 1_001);
    assert!(has(&text, r#"agent_collector_errors_total{collector="_overflow"} 200"#));
    Ok(())
}

type Change = fn(&mut MetricFamily);

/// Registers a collector of one counter whose family is changed so.
fn register(metrics: &Metrics, name: &str, change: Change) -> prometheus::Result<()> {
    let change = move |mut families: Vec<MetricFamily>| {
        families.iter_mut().for_each(change);
        families
    };
    metrics.registry().register(Box::new(Gives(counter(name), change)))
}

fn label(name: &str, value: &str) -> LabelPair {
    let mut label = LabelPair::default();
    label.set_name(name.to_owned());
    label.set_value(value.to_owned());
    label
}

fn set_labels(family: &mut MetricFamily, sets: &[&[(&str, &str)]]) {
    let metrics = sets.iter().map(|labels| {
        let mut metric = family.get_metric()[0].clone();
        metric.set_label(labels.iter().map(|(name, value)| label(name, value)).collect());
        metric
    });
    let metrics = metrics.collect();
    family.set_metric(metrics);
}

fn set_value(metric: &mut Metric, value: f64) {
    let mut counter = Counter::default();
    counter.set_value(value);
    metric.set_counter(counter);
}

fn set_histogram(family: &mut MetricFamily, buckets: &[(f64, u64)], count: u64) {
    let mut histogram = Histogram::default();
    let bucket = |&(bound, count): &(f64, u64)| {
        let mut bucket = Bucket::default();
        bucket.set_upper_bound(bound);
        bucket.set_cumulative_count(count);
        bucket
    };
    histogram.set_bucket(buckets.iter().map(bucket).collect());
    histogram.set_sample_count(count);
    family.set_field_type(MetricType::HISTOGRAM);
    family.mut_metric()[0].set_histogram(histogram);
}

#[test]
fn a_family_that_no_prometheus_reads_hides_no_other() -> prometheus::Result<()> {
    let unreadable: &[(&str, Change)] = &[
        ("spaced_total", |family| family.set_name("a b".to_owned())),
        ("newline_total", |family| family.set_name("a\nb".to_owned())),
        ("digit_total", |family| set_labels(family, &[&[("1st", "x")]])),
        ("unnamed_total", |family| set_labels(family, &[&[("", "x")]])),
        ("internal_total", |family| set_labels(family, &[&[("__name__", "x")]])),
        ("label_twice_total", |family| set_labels(family, &[&[("a", "x"), ("a", "y")]])),
        ("line_twice_total", |family| set_labels(family, &[&[("a", "x"), ("b", "y")], &[("b", "y"), ("a", "x")]])),
        ("empty_total", |family| set_labels(family, &[&[("a", "")], &[]])),
        ("negative_total", |family| set_value(&mut family.mut_metric()[0], -1.0)),
        ("none_total", |family| set_value(&mut family.mut_metric()[0], f64::NAN)),
        ("falling", |family| set_histogram(family, &[(1.0, 2), (2.0, 1)], 2)),
        ("short", |family| set_histogram(family, &[(1.0, 2), (2.0, 3)], 2)),
        ("unsorted", |family| set_histogram(family, &[(2.0, 2), (1.0, 2)], 2)),
        ("boundless", |family| set_histogram(family, &[(f64::NAN, 2)], 2)),
        ("le", |family| {
            set_labels(family, &[&[("le", "1")]]);
            set_histogram(family, &[(1.0, 2)], 2);
        }),
    ];
    for (name, change) in unreadable {
        let metrics = Metrics::new(Config::new()).unwrap();
        register(&metrics, name, *change)?;
        metrics.registry().register(Box::new(counter("good_total")))?;
        for accept in ["text/plain", "application/openmetrics-text"] {
            let text = String::from_utf8(metrics.collect(accept).1).unwrap();
            assert!(has(&text, "good_total 0"), "{name}: {text}");
            assert!(text.contains("agent_collector_errors_total{"), "{name}: {text}");
            let foreign = text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("agent_"));
            assert_eq!(foreign.collect::<Vec<_>>(), ["good_total 0"], "{name}");
        }
    }
    Ok(())
}

#[test]
fn no_family_has_the_names_of_another() -> prometheus::Result<()> {
    let gauge = |family: &mut MetricFamily| family.set_field_type(MetricType::GAUGE);
    // What is registered, and whether each format shows it.
    let named: &[(&str, Change, [bool; 2])] = &[
        ("agent_llm_tokens_total", |_| {}, [false, false]),
        ("agent_collector_errors_total", |_| {}, [false, false]),
        ("gen_ai_client_token_usage", |_| {}, [false, false]),
        ("agent_llm_request_duration_seconds_count", |_| {}, [false, false]),
        // Where a counter's head goes without `_total`, this is the same name.
        ("agent_llm_tokens", gauge, [true, false]),
        ("agent_active_workers_total", |_| {}, [true, false]),
        ("agent_llm_request_duration_seconds_created", gauge, [true, false]),
        ("llm_tokens_total", |_| {}, [true, true]),
        ("agent_llm_token", gauge, [true, true]),
    ];
    for (name, change, shown) in named {
        let metrics = Metrics::new(Config::new().naming(OtelNames::OtelGenAi)).unwrap();
        // By another description, so that the registry does not refuse it.
        let (named, change) = ((*name).to_owned(), *change);
        let rename = move |mut families: Vec<MetricFamily>| {
            families[0].set_name(named.clone());
            change(&mut families[0]);
            families
        };
        metrics.registry().register(Box::new(Gives(counter("described"), rename)))?;
        for (accept, shown) in ["text/plain", "application/openmetrics-text"].into_iter().zip(shown) {
            let text = String::from_utf8(metrics.collect(accept).1).unwrap();
            assert_eq!(has(&text, &format!("{name} 0")), *shown, "{name} {accept}: {text}");
            let errors = format!("agent_collector_errors_total{{collector=\"{name}\"}}");
            assert_eq!(text.contains(&errors), !shown, "{name} {accept}: {text}");
        }
    }
    Ok(())
}
