//! A function that only an attribute names is used, with the feature on and off, for streams of every kind: this file compiles
//! without a warning.
#![deny(warnings)]
// As agents write them: async for later, with closures and long types. Counts are exact.
#![allow(clippy::unused_async, clippy::redundant_closure, clippy::type_complexity, clippy::float_cmp)]

use agent_metrics::{ErrorType, TokenUsage, llm_metered, testing::Recorder, tool_call};
use futures::stream::{self, BoxStream, Stream, StreamExt};
use std::pin::Pin;

struct Item;
struct Failed;
#[derive(Debug, PartialEq)]
struct Unavailable;

fn usage_of_boxed(_: &Item) -> TokenUsage {
    TokenUsage::new().input(1)
}
fn error_of_boxed(_: &Failed) -> ErrorType {
    ErrorType::Timeout
}
fn usage_of_fallible(_: &Item) -> TokenUsage {
    TokenUsage::new().input(1)
}
fn error_of_either<E>(_: &E) -> ErrorType {
    ErrorType::Timeout
}
fn usage_of_aliased(_: &Item) -> TokenUsage {
    TokenUsage::new().input(1)
}
fn usage_of_opaque(_: &Item) -> TokenUsage {
    TokenUsage::new().input(1)
}
fn error_of_tool(_: &Failed) -> ErrorType {
    ErrorType::Timeout
}
fn failed_of_tool(_: &Item) -> Option<ErrorType> {
    None
}

type Words = BoxStream<'static, Item>;

#[llm_metered(model = "m", usage = |item| usage_of_boxed(item), error = error_of_boxed)]
fn boxed() -> BoxStream<'static, Result<Item, Failed>> {
    stream::iter([Ok(Item), Err(Failed)]).boxed()
}

#[llm_metered(model = "m", usage = |item| usage_of_fallible(item), error = error_of_either)]
async fn fallible() -> Result<Pin<Box<dyn Stream<Item = Result<Item, Failed>> + Send>>, Unavailable> {
    Err(Unavailable)
}

#[llm_metered(stream, model = "m", usage = |item| usage_of_aliased(item))]
fn aliased() -> Words {
    stream::iter([Item]).boxed()
}

#[llm_metered(model = "m", usage = |item| usage_of_opaque(item))]
fn opaque() -> impl Stream<Item = Item> {
    stream::iter([Item])
}

#[tool_call(error = error_of_tool, failed = |item| failed_of_tool(item))]
fn tool() -> BoxStream<'static, Result<Item, Failed>> {
    stream::iter([Err(Failed)]).boxed()
}

#[tokio::test]
async fn they_are_called_for_each_item() {
    let recorder = Recorder::new();
    recorder
        .scope(async {
            assert_eq!(boxed().count().await, 2);
            assert_eq!(fallible().await.map(|_| ()), Err(Unavailable));
            assert_eq!(aliased().count().await, 1);
            assert_eq!(opaque().count().await, 1);
            assert_eq!(tool().count().await, 1);
        })
        .await;
    if agent_metrics::ENABLED {
        assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "input")]), 3.0);
        assert_eq!(recorder.counter("llm_errors_total", &[("error_type", "timeout")]), 2.0);
        assert_eq!(recorder.counter("tool_outcomes_total", &[("outcome", "error")]), 1.0);
    }
}
