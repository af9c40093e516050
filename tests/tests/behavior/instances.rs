//! Each instance has its own numbers, configuration, prices, classifiers and collectors.

use agent_metrics::{
    Config, Context, ErrorType, InCurrentContext, Metrics, Price, TokenUsage, llm_metered, memory_op,
    pricing::{PriceBook, estimate, reload},
    process_metric, spend,
    testing::Recorder,
    tool_call,
};
use agent_metrics_tests::Reply;
use futures::{
    Stream, StreamExt,
    future::{BoxFuture, ready},
    stream,
};
use prometheus::{IntCounter, Registry};
use std::num::ParseIntError;

#[tool_call(agent_id = "bot-1")]
fn shell() {}

#[process_metric(worker, agent_id = agent)]
async fn work(agent: &str) {
    tokio::task::yield_now().await;
    shell_of_the_context();
    tokio::spawn(async { shell_of_the_context() }.in_current_context()).await.unwrap();
}

#[tool_call]
fn shell_of_the_context() {}

#[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
fn ask() -> Reply {
    Reply::with("", TokenUsage::new().input(1_000_000))
}

#[process_metric(worker, agent_id = "bot-1", count_errors)]
fn parse(text: &str) -> Result<u8, ParseIntError> {
    text.parse()
}

fn tenant(name: &str) -> Metrics {
    Metrics::new(Config::new().constant_label("tenant", name)).unwrap()
}

/// The value of a sample in the text of an instance; `None` if it has none.
fn sample(metrics: &Metrics, name: &str) -> Option<f64> {
    let text = metrics.render();
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

#[test]
fn an_instance_has_what_is_recorded_in_its_scope() {
    let (a, b) = (tenant("a"), tenant("b"));
    a.scope_sync(shell);
    b.scope_sync(|| (shell(), shell()));
    // The inner scope wins, and the outer one comes back.
    a.scope_sync(|| {
        b.scope_sync(shell);
        shell();
    });
    let calls = |metrics, tenant| {
        let name = format!(r#"agent_tool_calls_total{{tenant="{tenant}",agent_id="bot-1",tool_name="shell"}}"#);
        sample(metrics, &name)
    };
    assert_eq!(calls(&a, "a"), Some(2.0));
    assert_eq!(calls(&b, "b"), Some(3.0));
    assert_eq!([calls(&a, "b"), calls(&b, "a")], [None; 2]);
    // A clone is the same instance.
    b.clone().scope_sync(|| Metrics::current().scope_sync(shell));
    assert_eq!(calls(&b, "b"), Some(4.0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tenants_in_parallel_never_mix() {
    let tenants = ["a", "b"].map(tenant);
    let tasks: Vec<_> = (0..200).map(|index| tokio::spawn(tenants[index % 2].scope(work("bot-1")))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    for (metrics, tenant) in tenants.iter().zip(["a", "b"]) {
        let label = format!(r#"tenant="{tenant}",agent_id="bot-1""#);
        let name =
            format!(r#"agent_tool_calls_total{{{label},tool_name="shell_of_the_context",process_type="worker"}}"#);
        assert_eq!(sample(metrics, &name), Some(200.0));
        assert_eq!(sample(metrics, &format!("agent_active_workers{{{label}}}")), Some(0.0));
    }
}

/// The name is no other test's: what the process records is everyone's.
#[tool_call(agent_id = "bot-of-the-process")]
fn shell_of_the_process() {}

#[test]
fn the_instance_of_the_process_is_one_of_them() {
    let (global, tenant) = (Metrics::global(), tenant("a"));
    let calls = |metrics: &Metrics| metrics.render().matches("agent_id=\"bot-of-the-process\",tool_name").count();
    tenant.scope_sync(|| global.scope_sync(shell_of_the_process));
    assert_eq!(calls(&tenant), 0);
    let name = r#"agent_tool_calls_total{agent_id="bot-of-the-process",tool_name="shell_of_the_process"}"#;
    assert_eq!(sample(&global, name), Some(1.0));
    // What is inside of it, is inside of it.
    tenant.scope_sync(|| {
        global.scope_sync(|| {
            Context::new("bot-of-the-process").scope_sync(shell_of_the_process);
        });
    });
    assert_eq!(calls(&tenant), 0);
    assert_eq!(sample(&global, name), Some(2.0));
    assert_eq!(agent_metrics::render().matches(name).count(), 1);
}

#[test]
fn a_scope_keeps_the_labels_of_the_context() {
    let recorder = Recorder::new();
    Context::new("bot-7").scope_sync(|| recorder.metrics().scope_sync(shell_of_the_context));
    assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "bot-7")]), 1.0);
}

#[test]
fn prices_are_those_of_the_instance() {
    let million = TokenUsage::new().input(1_000_000);
    let own = Metrics::new(Config::new().price("gpt-4o", Price::new(7.0, 7.0))).unwrap();
    let [reloaded, other] = [(); 2].map(|()| tenant("a"));
    let book = PriceBook::from_json(br#"{ "gpt-4o": { "input_cost_per_token": 3e-6 } }"#).unwrap();
    reloaded.scope_sync(|| reload(book.clone().even_if_smaller())).unwrap();
    for (metrics, dollars) in [(&own, 7.0), (&reloaded, 3.0), (&other, 2.5)] {
        metrics.scope_sync(ask);
        let spent: Vec<_> = metrics.spend().unwrap().iter().map(|spend| spend.cost.dollars()).collect();
        assert_eq!(spent, [dollars]);
        assert_eq!(metrics.scope_sync(|| estimate("gpt-4o", &million)).map(|cost| cost.dollars()), Some(dollars));
        assert_eq!(metrics.scope_sync(spend), metrics.spend());
    }
    assert!(other.scope_sync(|| reload(book)).is_err(), "it is small beside the book of this instance");
    assert_eq!(estimate("gpt-4o", &million).map(|cost| cost.dollars()), Some(2.5), "that of the process stays");
}

#[test]
fn classifiers_are_those_of_the_instance() {
    let config = |error_type| Config::new().classify_error(move |_: &ParseIntError| error_type);
    let [auth, timeout] = [ErrorType::Auth, ErrorType::Timeout].map(|error_type| {
        let recorder = Recorder::with_config(config(error_type)).unwrap();
        recorder.scope_sync(|| parse("x")).unwrap_err();
        recorder
    });
    let none = Recorder::new();
    none.scope_sync(|| parse("x")).unwrap_err();
    for (recorder, error_type) in [(auth, "auth"), (timeout, "timeout"), (none, "other")] {
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type)]), 1.0);
        assert_eq!(recorder.series("process_errors_total"), 1, "{error_type}");
    }
}

#[llm_metered(stream, model = "m", agent_id = "bot-1", usage = none)]
fn numbers() -> impl Stream<Item = Result<(), ParseIntError>> {
    stream::iter(["1", "x"]).map(|text| text.parse::<u8>().map(drop))
}

#[tool_call(agent_id = "bot-1", count_errors)]
fn future() -> impl Future<Output = Result<u8, ParseIntError>> {
    ready("x".parse())
}

#[tool_call(agent_id = "bot-1", count_errors)]
fn boxed() -> BoxFuture<'static, Result<u8, ParseIntError>> {
    Box::pin(ready("x".parse()))
}

#[memory_op(save, context = context, count_errors)]
fn save(context: &Context) -> Result<(), ParseIntError> {
    "x".parse::<u8>().map(drop)
}

#[process_metric(worker, context = context, count_errors)]
async fn process(context: &Context) -> Result<(), ParseIntError> {
    tokio::task::yield_now().await;
    "x".parse::<u8>().map(drop)
}

/// Whatever records in an instance classifies there, also outside of its scope.
#[tokio::test]
async fn classifiers_are_those_of_the_instance_that_records() {
    let config = |error_type| Config::new().classify_error(move |_: &ParseIntError| error_type);
    let [inner, outer] =
        [ErrorType::Auth, ErrorType::Timeout].map(|error_type| Recorder::with_config(config(error_type)).unwrap());
    let context = inner.scope_sync(|| Context::new("bot-1").scope_sync(Context::current));
    outer
        .scope(async {
            let mut stream = std::pin::pin!(inner.scope_sync(numbers));
            assert!(stream.next().await.is_some_and(|item| item.is_ok()));
            assert!(stream.next().await.is_some_and(|item| item.is_err()));
            let (future, boxed) = inner.scope_sync(|| (future(), boxed()));
            future.await.unwrap_err();
            boxed.await.unwrap_err();
            save(&context).unwrap_err();
            process(&context).await.unwrap_err();
            // The scope around classifies what it records.
            parse("x").unwrap_err();
        })
        .await;
    for (recorder, error_type, failed) in [(inner, "auth", 5.0), (outer, "timeout", 1.0)] {
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type)]), failed, "{error_type}");
        assert_eq!(recorder.counter("process_errors_total", &[]), failed);
    }
}

#[test]
fn a_scrape_gets_the_format_that_it_accepts() {
    let metrics = tenant("a");
    metrics.scope_sync(shell);
    let (plain, open) =
        ("text/plain; version=0.0.4; charset=utf-8", "application/openmetrics-text; version=1.0.0; charset=utf-8");
    for (accept, expected) in [
        (None, plain),
        (Some(""), plain),
        (Some("text/html, */*;q=0.8"), plain),
        (Some("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"), open),
    ] {
        let (content_type, body) = metrics.collect(accept);
        let text = String::from_utf8(body).unwrap();
        assert_eq!(content_type, expected, "{accept:?}");
        assert_eq!(text.ends_with("# EOF\n"), expected == open);
        assert!(
            text.contains("agent_tool_calls_total{tenant=\"a\",agent_id=\"bot-1\",tool_name=\"shell\"} 1\n"),
            "{text}"
        );
    }
    // The age of the prices goes on meanwhile, and is missing until they are loaded.
    let without_age = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("agent_price_book_age_seconds")).map(str::to_owned).collect()
    };
    let collected = String::from_utf8(metrics.collect(None).1).unwrap();
    assert_eq!(without_age(&collected), without_age(&metrics.render()));
}

#[test]
fn a_collector_of_the_user_is_shown_by_one_instance() {
    let (a, b) = (tenant("a"), tenant("b"));
    let jobs = IntCounter::new("jobs_total", "Jobs.").unwrap();
    a.registry().register(Box::new(jobs.clone())).unwrap();
    jobs.inc();
    assert_eq!(sample(&a, "jobs_total"), Some(1.0));
    assert_eq!(sample(&b, "jobs_total"), None);
    assert_eq!(a.render().matches("# TYPE agent_tool_calls_total").count(), 1);
    // The registry has the series of its instance, too.
    a.scope_sync(shell);
    let families = a.registry().gather();
    assert!(families.iter().any(|family| family.name() == "agent_tool_calls_total"));
    // It does not keep the instance.
    let registry = a.registry().clone();
    drop(a);
    assert_eq!(registry.gather().len(), 1, "the collector of the user");
}

#[test]
fn the_series_of_instances_go_into_one_registry() {
    let registry = Registry::new();
    for (tenant, calls) in [("a", 1), ("b", 2)] {
        let metrics = self::tenant(tenant);
        (0..calls).for_each(|_| metrics.scope_sync(shell));
        registry.register(Box::new(metrics.collector())).unwrap();
        let again = registry.register(Box::new(metrics.collector()));
        assert!(matches!(again, Err(prometheus::Error::AlreadyReg)), "{again:?}");
    }
    // The collectors keep their instances.
    let families = registry.gather();
    let calls = families.iter().find(|family| family.name() == "agent_tool_calls_total").unwrap();
    let mut calls: Vec<_> = calls
        .get_metric()
        .iter()
        .map(|metric| (metric.get_label()[0].value(), metric.get_counter().get_value()))
        .collect();
    calls.sort_by(|a, b| a.0.cmp(b.0));
    assert_eq!(calls, [("a", 1.0), ("b", 2.0)]);
}

#[test]
fn an_instance_shows_another_that_is_registered_in_it() {
    let (a, b) = (tenant("a"), Metrics::new(Config::new().prefix("plugin_")).unwrap());
    b.scope_sync(shell);
    a.registry().register(Box::new(b.collector())).unwrap();
    let name = r#"plugin_tool_calls_total{agent_id="bot-1",tool_name="shell"}"#;
    assert_eq!(sample(&a, name), Some(1.0));
    assert_eq!(sample(&b, name), Some(1.0));
    // With the same prefix the text would have two families of one name, which no scraper takes.
    for same in [&a, &tenant("b")] {
        a.registry().register(Box::new(same.collector())).unwrap_err();
    }
    assert_eq!(a.render().matches("# TYPE agent_tool_calls_total").count(), 1);
}

#[test]
fn a_name_that_is_taken_is_an_error_when_it_is_registered() {
    let metrics = Metrics::new(Config::new()).unwrap();
    let gauge = |name: &str| Box::new(prometheus::IntGauge::new(name, "Jobs.").unwrap());
    let registry = metrics.registry();
    registry.register(gauge("jobs")).unwrap();
    for (taken, by) in [
        ("jobs_total", "jobs"),
        ("agent_llm_requests_total", "agent_llm_requests_total"),
        ("agent_llm_requests", "agent_llm_requests_total"),
        ("agent_llm_request_duration_seconds", "agent_llm_request_duration_seconds"),
        ("agent_llm_request_duration_seconds_count", "agent_llm_request_duration_seconds"),
        ("agent_active_workers_total", "agent_active_workers"),
        ("agent_collector_errors_total", "agent_collector_errors_total"),
    ] {
        let error = registry.register(gauge(taken)).unwrap_err().to_string();
        assert!(error.contains(&format!("`{taken}`")) && error.contains(&format!("`{by}`")), "{error}");
    }
    // Nothing was changed; what is unregistered is free again.
    assert_eq!(metrics.render().lines().filter(|line| line.starts_with("jobs")).collect::<Vec<_>>(), ["jobs 0"]);
    registry.unregister(gauge("jobs")).unwrap();
    registry.register(gauge("jobs_total")).unwrap();
    assert_eq!(sample(&metrics, "jobs_total"), Some(0.0));
    // The crate's own collector takes its names in a registry of the user's, too.
    let theirs = Registry::new();
    theirs.register(Box::new(metrics.collector())).unwrap();
    theirs.register(gauge("agent_tool_calls_total")).unwrap_err();
}

#[test]
fn what_can_not_be_used_is_refused() {
    let error = Metrics::new(Config::new().prefix("9")).unwrap_err();
    assert!(error.to_string().contains("`9`"), "{error}");
}

#[test]
fn an_instance_that_is_switched_off_records_nothing() {
    let metrics = Metrics::new(Config::new().enabled(false)).unwrap();
    metrics.scope_sync(|| (shell(), ask()));
    assert_eq!(metrics.spend(), None);
    assert_eq!(sample(&metrics, r#"agent_tool_calls_total{agent_id="bot-1",tool_name="shell"}"#), None);
}

#[test]
fn a_handle_goes_wherever_a_user_wants_it() {
    fn goes_everywhere<T: Clone + Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe + 'static>() {}
    goes_everywhere::<Metrics>();
    goes_everywhere::<Recorder>();
    goes_everywhere::<agent_metrics::AgentCollector>();
}
