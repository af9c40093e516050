//! A usage is found through whatever holds it; what does not add up is clamped and counted.

use agent_metrics::{LlmCall, LlmResponse, TokenUsage, llm_metered, pricing::estimate, testing::Recorder};
use agent_metrics_tests::Reply;
use std::{
    future::{Ready, ready},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
};

fn usage() -> TokenUsage {
    TokenUsage::new().input_including_cached(1_000, 400).output(50)
}

/// Tokens by direction, and billionths of a dollar, that a function returning this has recorded.
fn recorded<T: LlmResponse>(response: T) -> ([f64; 3], f64) {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask<T: LlmResponse>(response: T) -> T {
        response
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| drop(ask(response)));
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "gpt-4o")]), 1.0);
    let tokens = ["input", "cached_input", "output"]
        .map(|direction| recorder.counter("llm_tokens_total", &[("direction", direction)]));
    (tokens, (recorder.counter("llm_estimated_cost_dollars", &[]) * 1e9).round())
}

#[test]
fn a_usage_is_found_through_what_holds_it() {
    // 600 x $2.50 + 400 x $1.25 + 50 x $10, per million, in billionths.
    let expected = ([600.0, 400.0, 50.0], 2_500_000.0);
    let reply = Reply::with("gpt-4o", usage());
    assert_eq!(recorded(usage()), expected);
    assert_eq!(recorded(("text", usage())), expected);
    assert_eq!(recorded(Some(usage())), expected);
    assert_eq!(recorded(Box::new(usage())), expected);
    assert_eq!(recorded(Box::new(reply.clone())), expected);
    assert_eq!(recorded(Arc::new(reply.clone())), expected);
    assert_eq!(recorded(Rc::new(reply.clone())), expected);
    assert_eq!(recorded(&reply), expected);
    let changing = &mut reply.clone();
    assert_eq!(recorded(changing), expected);
    assert_eq!(recorded(Some(Box::new(Arc::new((vec![1], usage()))))), expected);
    let boxed: Box<dyn LlmResponse> = Box::new(reply);
    assert_eq!(recorded(boxed), expected);
}

/// An answer that is already counted, while its text is still awaited.
struct Counted(TokenUsage, Ready<String>);

impl Future for Counted {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<String> {
        Pin::new(&mut self.1).poll(task)
    }
}

impl LlmResponse for Counted {
    fn usage(&self) -> Option<TokenUsage> {
        Some(self.0)
    }
}

#[tokio::test]
async fn a_future_that_reports_its_usage_is_a_response() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask() -> Counted {
        Counted(usage(), ready("text".into()))
    }
    let recorder = Recorder::new();
    let counted = recorder.scope_sync(ask);
    assert_eq!(recorder.counter("llm_tokens_total", &[("model", "gpt-4o")]), 1_050.0);
    assert_eq!(counted.await, "text");
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "gpt-4o")]), 1.0);
}

#[test]
fn none_is_not_zero() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask(usage: Option<TokenUsage>) -> Option<TokenUsage> {
        usage
    }
    let recorder = Recorder::new();
    let missing = || recorder.counter("llm_usage_missing_total", &[("model", "gpt-4o")]);
    recorder.scope_sync(|| ask(None));
    recorder.scope_sync(|| ask(Some(TokenUsage::new().input(None::<u64>))));
    assert_eq!((missing(), recorder.series("llm_tokens_total")), (2.0, 0));
    assert_eq!(recorder.series("llm_estimated_cost_dollars"), 0, "no cost, not a cost of zero");
    recorder.scope_sync(|| ask(Some(TokenUsage::new().output(0))));
    assert_eq!((missing(), recorder.series("llm_tokens_total")), (2.0, 1), "the output was said to be zero");
    assert_eq!(recorder.series("llm_reasoning_tokens_total"), 0);
    assert_eq!(recorder.series("llm_estimated_cost_dollars"), 1);
}

#[test]
fn zeros_alone_are_no_usage() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask(usage: TokenUsage) -> Option<TokenUsage> {
        Some(usage)
    }
    let recorder = Recorder::new();
    let missing = || recorder.counter("llm_usage_missing_total", &[("model", "gpt-4o")]);
    let zeros = || TokenUsage::new().input(0).output(0);
    // As the type of a response has them by default.
    recorder.scope_sync(|| ask(zeros()));
    recorder.scope_sync(|| ask(zeros().input_excluding_cached(0, 0, 0).reasoning(0)));
    recorder.scope_sync(|| ask(zeros().cost_dollars(0.0)));
    assert_eq!((missing(), recorder.series("llm_tokens_total")), (3.0, 0));
    // Something else was used.
    recorder.scope_sync(|| ask(zeros().input_excluding_cached(0, 7, None::<u64>)));
    recorder.scope_sync(|| ask(zeros().web_searches(1)));
    recorder.scope_sync(|| ask(zeros().cost_dollars(0.02)));
    recorder.scope_sync(|| ask(TokenUsage::new().input(0)));
    assert_eq!(missing(), 3.0);
    // A request is missing its usage, not its attempt.
    recorder.scope_sync(|| {
        let mut request = LlmCall::start("gpt-4o");
        request.scope_sync(|| LlmCall::builder("gpt-4o").attempt().start().end_with(&zeros()));
        request.end_with(&zeros());
    });
    assert_eq!(missing(), 4.0);
}

#[test]
fn parts_told_alone_are_a_usage() {
    #[llm_metered(model = "claude-sonnet-4-5", agent_id = "bot-1")]
    fn ask(usage: TokenUsage) -> Reply {
        Reply::with("", usage)
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask(TokenUsage::new().cache_write_one_hour(100_000)));
    assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "cache_write")]), 100_000.0);
    assert_eq!(recorder.counter("llm_estimated_cost_dollars", &[]), 0.6, "an hour costs $6 a million");
    assert_eq!(recorder.counter("llm_usage_missing_total", &[]), 0.0);
}

#[test]
fn audio_and_images_beyond_their_direction_are_counted() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask(usage: TokenUsage) -> Reply {
        Reply::with("", usage)
    }
    /// How many are invalid, tokens, and billionths of a dollar.
    fn recorded(usage: TokenUsage) -> [f64; 3] {
        let recorder = Recorder::new();
        recorder.scope_sync(|| ask(usage));
        assert_eq!(recorder.counter("llm_usage_missing_total", &[]), 0.0, "{usage:?}");
        let dollars = recorder.counter("llm_estimated_cost_dollars", &[]);
        let estimated = estimate("gpt-4o", &usage).expect("a model that is known");
        assert!((estimated.dollars() - dollars).abs() < 1e-12, "{usage:?}: {estimated} instead of {dollars}");
        let invalid = recorder.counter("invalid_values_total", &[("metric", "llm_tokens_total")]);
        [invalid, recorder.counter("llm_tokens_total", &[]), (dollars * 1e9).round()]
    }
    // Without a price of their own they cost as the direction: $2.50 and $10 per million.
    assert_eq!(recorded(TokenUsage::new().input(1_000).input_audio(1_000)), [0.0, 1_000.0, 2_500_000.0]);
    assert_eq!(recorded(TokenUsage::new().input(1_000).input_audio(2_000)), [1.0, 1_000.0, 2_500_000.0]);
    assert_eq!(recorded(TokenUsage::new().output(1_000).output_image(2_000)), [1.0, 1_000.0, 10_000_000.0]);
    // Reported alone they are all that is known of it.
    assert_eq!(recorded(TokenUsage::new().input_audio(1_000)), [0.0, 1_000.0, 2_500_000.0]);
    assert_eq!(recorded(TokenUsage::new().output_image(1_000)), [0.0, 1_000.0, 10_000_000.0]);
}

#[test]
fn the_order_of_the_reports_changes_neither_tokens_nor_cost() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask(usage: TokenUsage) -> Reply {
        Reply::with("", usage)
    }
    let setters: [fn(TokenUsage) -> TokenUsage; 3] = [
        |usage| usage.input_including_cached(1_000, 400),
        |usage| usage.cache_write_inside_input(100),
        |usage| usage.output_excluding_reasoning(30, 20),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let recorder = Recorder::new();
        recorder.scope_sync(|| ask(order.into_iter().fold(TokenUsage::new(), |usage, index| setters[index](usage))));
        let tokens = ["input", "cached_input", "cache_write", "output"]
            .map(|direction| recorder.counter("llm_tokens_total", &[("direction", direction)]));
        assert_eq!(tokens, [500.0, 400.0, 100.0, 50.0], "{order:?}");
        assert_eq!(recorder.counter("llm_reasoning_tokens_total", &[]), 20.0, "{order:?}");
        // $2.50 a million of input and what was written, $1.25 of what was cached, $10 of output.
        assert_eq!(recorder.counter("llm_estimated_cost_dollars", &[]), 0.0025, "{order:?}");
        assert_eq!(recorder.counter("invalid_values_total", &[]), 0.0, "{order:?}");
    }
}

#[test]
fn more_than_the_whole_is_clamped_and_counted() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask(usage: TokenUsage) -> Reply {
        Reply::with("", usage)
    }
    let invalid = |recorder: &Recorder| recorder.counter("invalid_values_total", &[("metric", "llm_tokens_total")]);
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask(TokenUsage::new().input(1).output(10).reasoning(50)));
    assert_eq!(recorder.counter("llm_reasoning_tokens_total", &[]), 10.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 11.0);
    assert_eq!(invalid(&recorder), 1.0);

    // `-1 as u64`: it would wrap the counter round, and dollars with it.
    let recorder = Recorder::new();
    for _ in 0..2 {
        recorder.scope_sync(|| ask(TokenUsage::new().input(7).output(u64::MAX)));
    }
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 14.0);
    assert_eq!(invalid(&recorder), 2.0);
}

#[tokio::test]
async fn a_type_tells_its_finish_reason_beside_a_closure_for_its_usage() {
    use agent_metrics::FinishReason;
    struct Told;
    impl LlmResponse for Told {
        fn usage(&self) -> Option<TokenUsage> {
            None
        }
        fn finish_reason(&self) -> Option<FinishReason> {
            Some(FinishReason::Length)
        }
    }
    #[llm_metered(usage = |_| TokenUsage::new().output(2), model = "gpt-4o", agent_id = "bot-1")]
    fn whole() -> Result<Told, String> {
        Ok(Told)
    }
    #[llm_metered(usage = |_| TokenUsage::new().output(2), model = "gpt-4o", agent_id = "bot-1")]
    fn parts() -> impl futures::Stream<Item = Told> {
        futures::stream::iter([Told])
    }
    #[llm_metered(usage = |_| TokenUsage::new().output(2), model = "gpt-4o", agent_id = "bot-1")]
    fn plain() -> Result<String, String> {
        Ok(String::new())
    }
    let recorder = Recorder::new();
    recorder.scope_sync(whole).unwrap();
    recorder.scope(async { futures::StreamExt::next(&mut parts()).await.map(drop) }).await;
    recorder.scope_sync(plain).unwrap();
    assert_eq!(recorder.counter("llm_finish_reasons_total", &[("reason", "length")]), 2.0);
    assert_eq!(recorder.counter("llm_finish_reasons_total", &[]), 2.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "output")]), 6.0);
    assert_eq!(recorder.counter("llm_outcomes_total", &[("outcome", "ok")]), 3.0, "the stream was left after its end");
}
