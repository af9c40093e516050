//! Numbers that can't be: the largest, those below zero, those that are none. Nothing panics, though the arithmetic is checked in
//! this profile; nothing wraps, and each is counted.

use agent_metrics::{
    Config, LlmCall, MemoryOp, Price, ServiceTier, TokenUsage, llm_metered, memory_op, pricing::estimate,
    testing::Recorder,
};
use agent_metrics_tests::Reply;
use futures::{Stream, StreamExt, stream};

type Set = fn(TokenUsage, u64) -> TokenUsage;

/// A setter of each count, by its name.
const SETTERS: [(&str, Set); 20] = [
    ("input", |usage, count| usage.input(count)),
    ("input_including_cached", |usage, count| usage.input_including_cached(count, count)),
    ("input_excluding_cached", |usage, count| usage.input_excluding_cached(count, count, count)),
    ("cached_input", |usage, count| usage.input_including_cached(None::<u64>, count)),
    ("cache_write_inside_input", |usage, count| usage.cache_write_inside_input(count)),
    ("cache_write_one_hour", |usage, count| usage.cache_write_one_hour(count)),
    ("output", |usage, count| usage.output(count)),
    ("output_excluding_reasoning", |usage, count| usage.output_excluding_reasoning(count, count)),
    ("reasoning", |usage, count| usage.reasoning(count)),
    ("input_audio", |usage, count| usage.input_audio(count)),
    ("cached_audio", |usage, count| usage.cached_audio(count)),
    ("output_audio", |usage, count| usage.output_audio(count)),
    ("input_image", |usage, count| usage.input_image(count)),
    ("output_image", |usage, count| usage.output_image(count)),
    ("web_searches", |usage, count| usage.web_searches(count)),
    ("input and its parts", |usage, count| usage.input(count).input_audio(count).input_image(count)),
    ("output and its parts", |usage, count| usage.output(count).output_audio(count).output_image(count)),
    ("only parts", |usage, count| usage.reasoning(count).output_audio(count).output_image(count)),
    ("served", |usage, count| usage.output(count).served(ServiceTier::Batch)),
    ("merged", |usage, count| {
        usage.input(count).updated_by(&TokenUsage::new().output_excluding_reasoning(count, count))
    }),
];

const LARGEST_PLAUSIBLE: u64 = 1_000_000_000_000;

fn ask(recorder: &Recorder, model: &str, usage: TokenUsage) {
    recorder.scope_sync(|| {
        let call = LlmCall::builder(model).agent_id("bot-1").start();
        call.usage(usage);
        call.end();
    });
}

fn invalid(recorder: &Recorder, metric: &str) -> f64 {
    recorder.counter("invalid_values_total", &[("metric", metric)])
}

#[test]
fn the_largest_counts_in_every_field() {
    for model in ["gpt-4o", "claude-opus-4-5", "gemini-2.5-pro", "own", "nobody-knows"] {
        for count in [u64::MAX, LARGEST_PLAUSIBLE + 1, LARGEST_PLAUSIBLE, 1 << 39] {
            let recorder = Recorder::with_config(Config::new().price("own", Price::new(f64::MAX, 1e300))).unwrap();
            for (name, set) in SETTERS {
                let usage = set(TokenUsage::new(), count);
                ask(&recorder, model, usage);
                assert!(count <= LARGEST_PLAUSIBLE || usage.is_inconsistent(), "{name} {count}");
                let sum = usage.total_tokens();
                assert!(sum <= 4 * LARGEST_PLAUSIBLE, "{name}: {sum}");
                let _is_some_cost = estimate(model, &usage);
            }
            let all = SETTERS.iter().fold(TokenUsage::new(), |usage, (_, set)| set(usage, count));
            ask(&recorder, model, all);
            assert_eq!(recorder.counter("llm_requests_total", &[]), 21.0);
            let inconsistent = if count > LARGEST_PLAUSIBLE { 21.0 } else { 0.0 };
            assert!(invalid(&recorder, "llm_tokens_total") >= inconsistent, "{model} {count}");
            let dollars = recorder.counter("llm_estimated_cost_dollars", &[]);
            assert!((0.0..=21e6).contains(&dollars), "{model} {count}: {dollars}");
        }
    }
}

#[test]
fn a_cost_that_no_call_can_have_is_counted_and_not_added() {
    let recorder = Recorder::with_config(Config::new().price("own", Price::new(f64::MAX, 10.0))).unwrap();
    estimate("gpt-4o", &TokenUsage::new().input(1)).expect("the price book, loaded");
    let usage = TokenUsage::new().input(LARGEST_PLAUSIBLE).output(1_000_000);
    for model in ["own", "gpt-4o"] {
        ask(&recorder, model, usage);
        assert_eq!(recorder.counter("llm_unpriced_tokens_total", &[("model", model)]), 1_000_001_000_000.0, "{model}");
    }
    assert_eq!(recorder.counter("llm_estimated_cost_dollars", &[]), 0.0);
    assert_eq!(invalid(&recorder, "llm_estimated_cost_dollars"), 2.0);
    // With the next call all is well.
    ask(&recorder, "own", TokenUsage::new().output(1_000_000));
    assert_eq!(recorder.counter("llm_estimated_cost_dollars", &[]), 10.0);
    assert_eq!(invalid(&recorder, "llm_estimated_cost_dollars"), 2.0);
}

#[test]
fn costs_and_prices_that_are_none() {
    let recorder = Recorder::with_config(Config::new().price("own", Price::new(1.0, 1.0))).unwrap();
    for dollars in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e6 + 1.0, f64::MAX] {
        ask(&recorder, "own", TokenUsage::new().input(1_000_000).cost_dollars(dollars));
    }
    assert_eq!(recorder.counter("llm_estimated_cost_dollars", &[]), 6.0, "the price is taken instead");
    assert_eq!(invalid(&recorder, "llm_estimated_cost_dollars"), 6.0);
    for dollars in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
        for price in [Price::new(dollars, 0.0), Price::new(0.0, dollars), Price::new(0.0, 0.0).cached_input(dollars)] {
            assert!(Recorder::with_config(Config::new().price("own", price)).is_err(), "{price:?}");
            assert!(Recorder::with_config(Config::new().fallback_price(price)).is_err(), "{price:?}");
        }
    }
}

#[tokio::test]
async fn a_stream_of_the_largest_numbers() {
    #[llm_metered(stream, model = "gpt-4o", agent_id = "bot-1")]
    fn replies(count: u64) -> impl Stream<Item = Reply> {
        let usage = move |(_, set): (_, Set)| set(TokenUsage::new(), count);
        stream::iter(SETTERS).map(move |setter| Reply::with("", usage(setter)))
    }
    /// Saves three times as many.
    macro_rules! saved {
        ($number:expr, $type:ty) => {{
            #[memory_op(save, agent_id = "bot-1")]
            fn save(each: $type) -> impl Stream<Item = $type> {
                stream::iter([each; 3])
            }
            assert_eq!(save($number).count().await, 3);
        }};
    }
    #[memory_op(search, agent_id = "bot-1", results = |found: &usize| *found)]
    fn search(each: usize) -> impl Stream<Item = usize> {
        stream::iter([each; 3])
    }
    let recorder = Recorder::new();
    for count in [u64::MAX, LARGEST_PLAUSIBLE] {
        assert_eq!(recorder.scope(async { replies(count).count().await }).await, SETTERS.len());
    }
    assert_eq!(recorder.counter("llm_requests_total", &[]), 2.0);
    let recorder = Recorder::new();
    recorder
        .scope(async {
            saved!(u64::MAX, u64);
            saved!(u128::MAX, u128);
            saved!(i128::MAX, i128);
            saved!(i128::MIN, i128);
            saved!(2, u8);
            assert_eq!(search(usize::MAX).count().await, 3);
            assert_eq!(search(7).count().await, 3);
        })
        .await;
    assert_eq!(recorder.counter("memory_writes_total", &[]), 6.0);
    assert_eq!(recorder.histogram_count("memory_search_results", &[]), 1);
    assert_eq!(recorder.histogram_sum("memory_search_results", &[]), 21.0);
    assert_eq!(invalid(&recorder, "memory_search_results"), 1.0);
    assert_eq!(invalid(&recorder, "memory_updates_total"), 5.0, "the number that the search returns is none, either");
}

#[test]
fn handles_that_report_the_largest_numbers() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        for affected in [u64::MAX, LARGEST_PLAUSIBLE + 1] {
            let operation = MemoryOp::builder("delete").agent_id("bot-1").start();
            operation.affected(affected);
            operation.results(usize::MAX);
            operation.end();
        }
        let operation = MemoryOp::builder("delete").agent_id("bot-1").start();
        operation.affected(-1);
        operation.end();
        let operation = MemoryOp::builder("save").agent_id("bot-1").start();
        operation.affected(3);
        operation.end();
    });
    assert_eq!(invalid(&recorder, "memory_updates_total"), 3.0);
    assert_eq!(invalid(&recorder, "memory_search_results"), 2.0);
    assert_eq!(recorder.counter("memory_updates_total", &[]), 3.0);
    assert_eq!(recorder.gauge("memory_entry_count", &[]), 3.0);
}
