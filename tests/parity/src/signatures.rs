//! The functions and methods of the crate: their generics, their bounds, and which of their futures are `Send`.

use crate::{
    attributes::{Failed, Response},
    bounds::is_send,
    types::Numbers,
};
use agent_metrics::{
    ClassifyError, Config, Context, Count, ENABLED, ErrorType, FinishReason, InCurrentContext, InitError, IntoCount,
    LabelBuffer, LabelValue, LlmCall, LlmHandle, LlmResponse, MemoryOp, MeteredStream, Metrics, OtelNames,
    ParseErrorTypeError, Price, Process, Rewrap, RewrapStream, ServeError, Server, ServerConfig, ServiceTier, Spend,
    TokenUsage, ToolCall, if_enabled, init,
    pricing::{self, Cost, Estimate, PriceBook, PriceBookError},
    render, serve, serve_blocking, set_memory_entries, spend,
    testing::Recorder,
};
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::{
    future::{Ready, ready},
    pin::Pin,
    rc::Rc,
    task::{self, Poll},
};

/// A stream type of its own.
pub struct Boxed(Pin<Box<dyn Stream<Item = TokenUsage> + Send>>);

impl Stream for Boxed {
    type Item = TokenUsage;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Option<TokenUsage>> {
        self.0.as_mut().poll_next(task)
    }
}

impl RewrapStream for Boxed {
    fn rewrapped(metered: impl Stream<Item = TokenUsage> + AsRef<Self> + Send + 'static) -> Self {
        Self(Box::pin(metered))
    }

    fn ended(&self, call: &LlmHandle) {
        call.first_token();
        call.finished();
        call.finish_reason(FinishReason::Stop);
    }
}

pub fn contexts(recorder: &Recorder) -> usize {
    let context = Context::new(7).with_process_type("worker").with_worker_type(None::<String>);
    let length = context.scope_sync(|| Context::current().agent_id().map_or(0, str::len));
    drop(context.scope(Rc::new(1)).into_inner()); // nothing has to be `Send`
    drop(recorder.scope(ready(1)).into_inner());
    let mut numbers = Box::pin(Numbers.in_current_context());
    let _: Pin<&Numbers> = numbers.as_ref().inner_pin_ref();
    let _: Pin<&mut Numbers> = numbers.as_mut().inner_pin_mut();
    let mut future = ready(1).in_current_context();
    let _: &Ready<i32> = future.inner();
    *future.inner_mut() = ready(2);
    recorder
        .scope_sync(|| length + context.process_type().map_or(0, str::len) + context.worker_type().map_or(0, str::len))
}

pub fn guards(context: &Context) {
    let call = LlmCall::builder("gpt-4o").provider(String::new()).agent_id(1).process_type("").worker_type(Some("a"));
    let mut call = call.context(context).attempt().start();
    call.usage(TokenUsage::new());
    call.answered_by("gpt-4o");
    call.first_token();
    call.finished();
    call.finish_reason(FinishReason::Length);
    call.failed(ErrorType::Auth);
    call.item(&Ok::<_, ErrorType>(Response(1)));
    drop(is_send(call.scope(async {})));
    call.scope_sync(|| ());
    call.end();
    LlmCall::start("gpt-4o").end_with(&Some(Response(1)));
    LlmCall::start("gpt-4o").end_by(&Err::<Response, _>(Rc::new(1)), |_| ErrorType::Other);
    drop(is_send(LlmCall::start("gpt-4o").run(async { Ok::<_, Failed>(Response(1)) })));
    drop(is_send(LlmCall::start("gpt-4o").run_by(async { Err::<Response, _>(std::fmt::Error) }, ErrorType::of)));

    LlmCall::start("gpt-4o").fail_with(&std::io::Error::other("lost"));
    let _: Result<Response, Failed> = LlmCall::start("gpt-4o").run_sync(|| Ok(Response(1)));

    let mut process = Process::builder("worker").agent_id("a").worker_type("b").context(context).count_errors().start();
    let _: Context = process.context();
    drop(is_send(process.scope(async {})));
    process.scope_sync(|| ());
    process.failed(ErrorType::Auth);
    process.end_with(&Ok::<_, ErrorType>(()));
    Process::start(1).end_by(&Err::<(), _>(std::fmt::Error), ErrorType::of);
    drop(is_send(Process::start("worker").run(async { Ok::<_, Failed>(()) })));
    Process::start("worker").fail_with(&ErrorType::Auth);
    let _: Result<(), Failed> = Process::start("worker").run_sync(|| Ok(()));

    let call = ToolCall::builder("shell").agent_id("a").process_type("b").worker_type("c");
    let mut call = call.context(context).count_errors().start();
    drop(is_send(call.scope(async {})));
    call.end();
    drop(is_send(ToolCall::start("shell").run_by(async { Err::<(), _>("text") }, |_| ErrorType::Other)));

    let operation = MemoryOp::builder("save").agent_id("a").process_type("b").worker_type("c");
    let operation = operation.context(context).count_errors().start();
    operation.affected(Some(1_u8));
    operation.results(1);
    operation.end();
    drop(MemoryOp::start(String::from("save")));
}

pub fn streams() -> MeteredStream<Numbers> {
    fn rewrapped<Marker, S: Stream<Item = TokenUsage> + Rewrap<Marker>>(stream: S) -> S {
        LlmCall::start("gpt-4o").rewrap(stream)
    }
    let _ = rewrapped(Boxed(Box::pin(Numbers)));
    let _ = rewrapped(Box::pin(Numbers) as Pin<Box<dyn Stream<Item = TokenUsage>>>);
    let _ = rewrapped(Box::pin(Numbers) as Pin<Box<dyn Stream<Item = TokenUsage> + Send>>);
    let _ = rewrapped(Box::pin(Numbers) as Pin<Box<dyn Stream<Item = TokenUsage> + Send + Sync>>);
    let metered = LlmCall::start("gpt-4o").stream(Numbers);
    let _: &Numbers = metered.as_ref();
    metered.finished();
    metered
}

pin_project! {
    /// The types can be parts of a user's own.
    pub struct Answer<S: Stream> {
        #[pin]
        stream: MeteredStream<S>,
        context: Context,
    }
}

pub async fn serving() -> Result<(), ServeError> {
    let server = is_send(serve("127.0.0.1:0")).await?;
    let _: Option<std::net::SocketAddr> = server.local_addr();
    drop(serve_blocking(String::from("127.0.0.1:0"))?);
    drop(serve_blocking(ServerConfig::new().bind("127.0.0.1").port(0))?);
    is_send(server.shutdown()).await;
    Ok(())
}

pub fn configuration() -> Result<Recorder, InitError> {
    let config = Config::new()
        .enabled(true)
        .prefix("agent_")
        .naming(OtelNames::default())
        .buckets("llm_request_duration_seconds", [1.0])
        .series_cap(10)
        .label_value_length_limit(256)
        .idle_series_ttl(None)
        .constant_label("host", "a")
        .price("gpt-4o", Price::new(1.0, 2.0).cached_input(0.5))
        .fallback_price(None)
        .classify_error(|_: &std::fmt::Error| ErrorType::Other);
    init(config.clone())?;
    Recorder::with_config(config)
}

pub async fn instances(config: Config) -> Result<usize, InitError> {
    let metrics = Metrics::new(config)?;
    drop(is_send(metrics.scope(async {})));
    drop(metrics.scope(Rc::new(1)).into_inner()); // nothing has to be `Send`
    let current = metrics.scope_sync(Metrics::current);
    let (content_type, body): (&'static str, Vec<u8>) = current.collect("text/plain");
    let without_header: (&'static str, Vec<u8>) = Metrics::global().collect(None);
    let _: Option<Vec<Spend>> = metrics.spend();
    drop::<Result<Server, ServeError>>(is_send(metrics.serve("127.0.0.1:0")).await);
    drop::<Result<Server, ServeError>>(metrics.serve_blocking(ServerConfig::from("localhost").hosts(["localhost"])));
    let recorder = Recorder::default();
    let text: String = recorder.metrics().render();
    Ok(content_type.len() + body.len() + without_header.1.len() + text.len())
}

/// One call in all conventions at once.
pub fn usage() -> [Option<u64>; 12] {
    let usage =
        TokenUsage::new().input(1_u32).input_including_cached(1, Some(1)).input_excluding_cached(1, 1, None::<u8>);
    let usage = usage.cache_write_inside_input(1).cache_write_one_hour(1).output(1).reasoning(1);
    let usage = usage.output_excluding_reasoning(1, 1).input_audio(1).cached_audio(1).output_audio(1);
    let usage = usage.input_image(1).output_image(1).web_searches(1).cost_dollars(0.5);
    let usage = usage.served(ServiceTier::from_name("flex")).updated_by(&TokenUsage::new());
    let _: (Option<f64>, ServiceTier, u64) = (usage.reported_cost_dollars(), usage.served_tier(), usage.total_tokens());
    let _: [bool; 2] = [usage.is_empty(), usage.is_inconsistent()];
    [
        usage.input_tokens(),
        usage.cached_input_tokens(),
        usage.cache_write_tokens(),
        usage.cache_write_one_hour_tokens(),
        usage.output_tokens(),
        usage.reasoning_tokens(),
        usage.input_audio_tokens(),
        usage.cached_audio_tokens(),
        usage.output_audio_tokens(),
        usage.input_image_tokens(),
        usage.output_image_tokens(),
        usage.web_search_count(),
    ]
}

pub const PRICE: Price = Price::new(3.0, 15.0).cached_input(0.3).cache_write(3.75).cache_write_one_hour(6.0);

pub const OF_INPUT_AND_OUTPUT: [f64; 2] = [PRICE.input_dollars(), PRICE.output_dollars()];

pub fn of_the_cache(price: &Price) -> [f64; 3] {
    [price.cached_input_dollars(), price.cache_write_dollars(), price.cache_write_one_hour_dollars()]
}

/// A label of a type of one's own.
pub struct AgentId(pub u64);

impl LabelValue for AgentId {
    fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
        buffer.display(self.0)
    }
}

pub fn amounts(estimate: Estimate) -> Option<Cost> {
    let mut sum = Cost::from_dollars(0.5)? + Cost::from_picodollars(1);
    sum += estimate.cost();
    let costs = [sum; 2];
    let _: (u64, f64, bool) = (sum.picodollars(), sum.dollars(), estimate.is_complete());
    Some(costs.iter().sum::<Cost>() + costs.into_iter().sum())
}

pub fn error_types() -> Result<[Option<ErrorType>; 6], ParseErrorTypeError> {
    Ok([
        Some("rate_limit".parse()?),
        Some(ErrorType::of(&std::fmt::Error)),
        ErrorType::from_http_status(429),
        ErrorType::from_code("insufficient_quota"),
        ErrorType::from_http(429, None),
        ErrorType::from_answer(400, None, "prompt is too long"),
    ])
}

pub fn prices(usage: &TokenUsage) -> Result<Option<Cost>, PriceBookError> {
    PriceBook::reload_from("prices.json")?;
    pricing::reload(PriceBook::from_json(b"{}")?.even_if_smaller())?;
    let _: usize = PriceBook::from_file("prices.json")?.models();
    let _: Option<Vec<Spend>> = spend();
    let missing = Estimate::of("gpt-4o", usage).into_iter().flat_map(|estimate| estimate.missing());
    let _: usize = missing.map(|missing| missing.as_str().len()).sum();
    Ok(pricing::estimate("gpt-4o", usage))
}

pub fn read(recorder: &Recorder) -> f64 {
    let labels = [("agent_id", "a")];
    let counted = recorder.histogram_count("a", &labels) + recorder.series("a") as u64;
    drop((recorder.render(), render()));
    set_memory_entries(String::from("a"), counted);
    recorder.counter("a", &labels) + recorder.gauge("a", &labels) + recorder.histogram_sum("a", &labels)
}

/// Bounds that a user writes.
pub fn bounds<E: ClassifyError, R: LlmResponse, L: LabelValue + ?Sized>(error: &E, response: &R, label: &L) -> usize {
    let length = label.as_label(&mut LabelBuffer::default()).len();
    length + response.model().map_or(0, str::len) + error.error_type().as_str().len()
}

pub fn values() -> usize {
    let counts = [1_u8.into_count(), Some(-1).into_count(), Count::Unreported];
    let source: &(dyn std::error::Error + 'static) = &std::fmt::Error;
    let found = [Some(ErrorType::from_error(source)), ErrorType::from_text("HTTP 529")].into_iter().flatten().count();
    found + counts.len() + bounds(&ErrorType::Other, &TokenUsage::new(), "a")
}

if_enabled! {{
    pub fn collector() -> agent_metrics::AgentCollector {
        let registry: &agent_metrics::CollectorRegistry = agent_metrics::registry();
        let _: (&agent_metrics::prometheus::Registry, _) = (registry, registry.clone());
        let _ = (agent_metrics::CollectorRegistry::register, agent_metrics::CollectorRegistry::unregister);
        Metrics::global().collector()
    }
} else {
    pub fn collector() {}
}}

pub fn modes() -> bool {
    if_enabled!(server { drop(agent_metrics::router::<()>()) });
    ENABLED
}
