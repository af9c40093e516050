//! Collectors of the program in `/metrics`: one that panics or gives nonsense hides itself, and is counted.

use agent_metrics::{
    Config, Metrics,
    prometheus::{
        self, IntCounter,
        core::{Collector, Desc},
        proto::{MetricFamily, MetricType},
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
    metrics.registry().register(Box::new(Gives(counter("untyped_total"), untyped)))?;
    metrics.registry().register(Box::new(Gives(counter("nameless_total"), nameless)))?;
    metrics.registry().register(Box::new(counter("good_total")))?;
    for accept in ["text/plain", "application/openmetrics-text"] {
        let text = String::from_utf8(metrics.collect(accept).1).unwrap();
        assert!(has(&text, "good_total 0"), "{text}");
        assert!(!text.contains("TYPE untyped"), "{text}");
    }
    let text = metrics.render();
    assert!(has(&text, r#"agent_collector_errors_total{collector="untyped_total"} 3"#), "{text}");
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
        families[0].set_field_type(MetricType::UNTYPED);
        metrics.registry().register(Box::new(Gives(counter, move |_| families.clone())))?;
    }
    let text = metrics.render();
    let shown = text.lines().filter(|line| line.starts_with("agent_collector_errors_total{"));
    assert_eq!(shown.count(), 1_001);
    assert!(has(&text, r#"agent_collector_errors_total{collector="_overflow"} 200"#));
    Ok(())
}
