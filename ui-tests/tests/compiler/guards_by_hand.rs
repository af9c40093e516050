//! What a guard by hand says of an error that has no error type, and of a stream that can't stay of its type.

use agent_metrics::{LlmCall, Process, TokenUsage, ToolCall};
use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Failed;

struct Usages;

impl Stream for Usages {
    type Item = TokenUsage;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<TokenUsage>> {
        Poll::Ready(None)
    }
}

fn main() {
    ToolCall::start("shell").end_with(&Err::<(), Failed>(Failed));
    drop(Process::start("worker").run(async { Err::<(), Failed>(Failed) }));
    drop(LlmCall::start("gpt-4o").rewrap(Usages));
}
