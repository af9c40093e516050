//! A streamed call counts once: at its end, at an error, or when it is dropped.

use agent_metrics::{ErrorType, TokenUsage, llm_metered, testing::Recorder};
use agent_metrics_tests::{Failed, Reply};
use futures::{Stream, StreamExt, stream};
use std::{pin::Pin, time::Duration};

type Item = Result<Reply, Failed>;
type Boxed = Pin<Box<dyn Stream<Item = Item> + Send>>;

/// Deltas that tell nothing, then one that tells all.
fn items() -> Vec<Item> {
    vec![Ok(Reply::default()), Ok(Reply::default()), Ok(Reply::of("gpt-4o"))]
}

#[llm_metered(stream, model = "gpt-4o", agent_id = "opaque")]
fn opaque(items: Vec<Item>) -> impl Stream<Item = Item> {
    stream::iter(items)
}

#[llm_metered(stream, model = "gpt-4o", agent_id = "boxed")]
async fn boxed(items: Vec<Item>) -> Result<Boxed, Failed> {
    Ok(Box::pin(stream::iter(items)))
}

#[llm_metered(stream, model = "gpt-4o", agent_id = "opaque-in-result")]
async fn opaque_in_result(items: Vec<Item>) -> Result<impl Stream<Item = Item> + Send, Failed> {
    Ok(stream::iter(items))
}

#[llm_metered(stream, model = "gpt-4o", agent_id = "generator")]
fn generator(items: Vec<Item>) -> impl Stream<Item = Item> {
    async_stream::stream! {
        for item in items {
            tokio::task::yield_now().await;
            yield item;
        }
    }
}

fn assert_one_call(recorder: &Recorder, agent_id: &str) {
    let labels = [("agent_id", agent_id), ("model", "gpt-4o")];
    assert_eq!(recorder.counter("llm_requests_total", &labels), 1.0, "{agent_id}");
    assert_eq!(recorder.counter("llm_tokens_total", &labels), 110.0, "{agent_id}");
    assert_eq!(recorder.histogram_count("llm_request_duration_seconds", &labels), 1, "{agent_id}");
    assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &labels), 1, "{agent_id}");
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0, "{agent_id}");
}

#[tokio::test]
async fn every_kind_of_stream_is_metered_to_its_end() {
    let recorder = Recorder::new();
    recorder.scope(async { opaque(items()).collect::<Vec<_>>().await }).await;
    assert_one_call(&recorder, "opaque");
    let recorder = Recorder::new();
    recorder.scope(async { boxed(items()).await.unwrap().collect::<Vec<_>>().await }).await;
    assert_one_call(&recorder, "boxed");
    let recorder = Recorder::new();
    recorder.scope(async { opaque_in_result(items()).await.unwrap().collect::<Vec<_>>().await }).await;
    assert_one_call(&recorder, "opaque-in-result");
    let recorder = Recorder::new();
    recorder.scope(async { generator(items()).collect::<Vec<_>>().await }).await;
    assert_one_call(&recorder, "generator");
}

#[tokio::test]
async fn the_duration_is_that_of_the_whole_stream() {
    #[llm_metered(stream, model = "gpt-4o", agent_id = "slow")]
    fn slow() -> impl Stream<Item = Item> {
        stream::iter(items()).then(|item| async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            item
        })
    }
    let recorder = Recorder::new();
    recorder.scope(async { slow().collect::<Vec<_>>().await }).await;
    let whole = recorder.histogram_sum("llm_request_duration_seconds", &[]);
    let first = recorder.histogram_sum("llm_time_to_first_token_seconds", &[]);
    // The crate does not read tokio's clock, so time is not paused here. Load only makes the waits longer, and two of the
    // three follow the first item.
    assert!(first >= 0.01, "{first}");
    assert!(whole - first >= 0.02, "{whole} - {first}");
}

#[tokio::test]
async fn a_dropped_stream_is_cancelled_with_the_tokens_known_so_far() {
    let recorder = Recorder::new();
    recorder
        .scope(async {
            let items = vec![Ok(Reply::with("gpt-4o", TokenUsage::new().input(100))), Ok(Reply::of("gpt-4o"))];
            let mut stream = Box::pin(opaque(items));
            stream.next().await;
        })
        .await;
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "input")]), 100.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "output")]), 0.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "cancelled")]), 1.0);
}

#[tokio::test]
async fn an_error_item_ends_the_call() {
    let recorder = Recorder::new();
    recorder
        .scope(async {
            let items = vec![Ok(Reply::default()), Err(Failed(ErrorType::Overloaded)), Ok(Reply::of("gpt-4o"))];
            boxed(items).await.unwrap().collect::<Vec<_>>().await
        })
        .await;
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "overloaded")]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
}

#[tokio::test]
async fn a_stream_that_never_began_is_an_error_of_the_function() {
    #[llm_metered(stream, model = "gpt-4o", agent_id = "bot-1")]
    async fn refused() -> Result<Boxed, Failed> {
        Err(Failed(ErrorType::Auth))
    }
    let recorder = Recorder::new();
    assert!(recorder.scope(refused()).await.is_err());
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "auth")]), 1.0);
}

#[tokio::test]
async fn a_stream_that_tells_no_usage_is_seen() {
    let recorder = Recorder::new();
    recorder.scope(async { opaque(vec![Ok(Reply::default())]).collect::<Vec<_>>().await }).await;
    assert_eq!(recorder.counter("llm_usage_missing_total", &[("model", "gpt-4o")]), 1.0);
}

#[tokio::test]
async fn a_handle_tells_what_the_items_do_not() {
    #[llm_metered(stream, model = "gpt-4o", agent_id = "bot-1", usage = none, handle = call)]
    fn words() -> impl Stream<Item = String> {
        async_stream::stream! {
            yield "a".to_owned();
            yield "b".to_owned();
            call.usage(TokenUsage::new().input(7).output(2));
            call.answered_by("o3");
        }
    }
    let recorder = Recorder::new();
    recorder.scope(async { words().collect::<Vec<_>>().await }).await;
    assert_eq!(recorder.counter("llm_tokens_total", &[("model", "o3")]), 9.0);
}

#[tokio::test]
async fn a_stream_records_in_the_context_of_its_start() {
    use agent_metrics::Context;
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask() -> impl Stream<Item = Item> + Send {
        stream::iter(items())
    }
    let recorder = Recorder::new();
    let stream = recorder.scope_sync(|| Context::new("bot-7").scope_sync(ask));
    tokio::spawn(stream.collect::<Vec<_>>()).await.unwrap();
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "bot-7")]), 1.0);
}

#[tokio::test]
async fn usage_that_follows_a_failure_counts() {
    struct Part(Option<TokenUsage>, Option<ErrorType>);
    impl agent_metrics::LlmResponse for Part {
        fn usage(&self) -> Option<TokenUsage> {
            self.0
        }
        fn failure(&self) -> Option<ErrorType> {
            self.1
        }
    }
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask() -> impl Stream<Item = Part> {
        let filtered = Part(None, Some(ErrorType::ContentFilter));
        stream::iter([Part(None, None), filtered, Part(Some(TokenUsage::new().input(100)), None)])
    }
    for items in [2, 3, 4] {
        let recorder = Recorder::new();
        recorder.scope(async { ask().take(items).collect::<Vec<_>>().await }).await;
        assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
        assert_eq!(recorder.counter("llm_tokens_total", &[]), if items == 2 { 0.0 } else { 100.0 });
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", "content_filter")]), 1.0);
        assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
    }
}

#[tokio::test]
async fn what_comes_beside_the_answer_is_no_first_token() {
    struct Event(bool);
    impl agent_metrics::LlmResponse for Event {
        fn usage(&self) -> Option<TokenUsage> {
            None
        }
        fn has_content(&self) -> bool {
            self.0
        }
    }
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask(events: Vec<bool>) -> impl Stream<Item = Result<Event, Failed>> {
        stream::iter(events.into_iter().map(|content| Ok(Event(content))))
    }
    for (events, first_tokens) in [(vec![false, false], 0), (vec![false, true, true], 1)] {
        let recorder = Recorder::new();
        recorder.scope(async { ask(events).collect::<Vec<_>>().await }).await;
        assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), first_tokens);
    }
}

#[tokio::test]
async fn an_error_is_no_first_token() {
    let recorder = Recorder::new();
    recorder.scope(async { opaque(vec![Err(Failed(ErrorType::Overloaded))]).collect::<Vec<_>>().await }).await;
    assert_eq!(recorder.histogram_count("llm_request_duration_seconds", &[]), 1);
    assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), 0);
}

#[tokio::test]
async fn an_event_of_a_raw_stream_that_says_nothing_is_no_first_token() {
    #[llm_metered(stream, agent_id = "bot-1")]
    fn ask() -> impl Stream<Item = serde_json::Value> {
        let events = [
            serde_json::json!({ "type": "message_start", "message": {
                "model": "claude-sonnet-4-5", "usage": { "input_tokens": 10, "cache_read_input_tokens": 20, "output_tokens": 1 },
            } }),
            serde_json::json!({ "type": "content_block_delta", "delta": { "type": "text_delta", "text": "Hi" } }),
            serde_json::json!({ "type": "message_delta", "delta": {}, "usage": { "output_tokens": 5 } }),
        ];
        stream::iter(events).enumerate().then(|(index, event)| async move {
            tokio::time::sleep(Duration::from_millis(if index == 1 { 30 } else { 0 })).await;
            event
        })
    }
    let recorder = Recorder::new();
    recorder.scope(async { ask().collect::<Vec<_>>().await }).await;
    assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), 1);
    let first = recorder.histogram_sum("llm_time_to_first_token_seconds", &[]);
    assert!(first >= 0.03, "{first}: the start of the message is none");
    let tokens =
        |direction| recorder.counter("llm_tokens_total", &[("model", "claude-sonnet-4-5"), ("direction", direction)]);
    assert_eq!([tokens("input"), tokens("cached_input"), tokens("output")], [10.0, 20.0, 5.0]);
}
