//! A stream type that is written out must be one that can be wrapped and stay what it is.

use agent_metrics::{TokenUsage, llm_metered};
use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Usages;

impl Stream for Usages {
    type Item = TokenUsage;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<TokenUsage>> {
        Poll::Ready(None)
    }
}

#[llm_metered(stream)]
fn named() -> Usages {
    Usages
}

struct Wrapped<S>(S);

#[llm_metered(stream)]
fn inside() -> Wrapped<impl Stream<Item = TokenUsage>> {
    Wrapped(Usages)
}

fn main() {
    let _ = (named(), inside().0);
}
