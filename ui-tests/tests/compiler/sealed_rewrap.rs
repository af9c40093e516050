//! A stream type can be made anew by way of `RewrapStream`, and not of the bound that `LlmCall::rewrap` has.

use agent_metrics::{Rewrap, TokenUsage};
use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

enum Marker {}

struct Usages;

impl Stream for Usages {
    type Item = TokenUsage;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<TokenUsage>> {
        Poll::Ready(None)
    }
}

impl Rewrap<Marker> for Usages {}

fn main() {}
