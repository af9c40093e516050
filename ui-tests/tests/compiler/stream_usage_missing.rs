//! The items of a stream report no usage.

use agent_metrics::llm_metered;
use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Words;

impl Stream for Words {
    type Item = Result<String, String>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

#[llm_metered(stream)]
fn opaque() -> impl Stream<Item = Result<String, String>> {
    Words
}

#[llm_metered(stream)]
async fn boxed() -> Result<Pin<Box<dyn Stream<Item = Result<String, String>> + Send>>, String> {
    Ok(Box::pin(Words))
}

#[llm_metered(stream, usage = |word| word.len())]
fn a_number() -> impl Stream<Item = Result<String, String>> {
    Words
}

#[llm_metered(stream, usage = openai)]
fn preset() -> impl Stream<Item = Result<String, String>> {
    Words
}

fn main() {
    let _ = (opaque(), boxed(), a_number(), preset());
}
