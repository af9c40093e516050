//! A handle is `Copy` in neither mode, nor is a guard.

use agent_metrics::{LlmCall, LlmHandle, llm_metered};
use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Words;

impl Stream for Words {
    type Item = ();

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<()>> {
        Poll::Ready(None)
    }
}

#[llm_metered(stream, usage = none, handle = call)]
fn words() -> impl Stream<Item = ()> {
    let first = call;
    let second = call;
    drop((first, second));
    Words
}

fn by_value(handle: &LlmHandle) -> LlmHandle {
    *handle
}

fn main() {
    drop(words());
    let call = LlmCall::start("gpt-4o");
    call.end();
    call.end();
    let _ = by_value;
}
