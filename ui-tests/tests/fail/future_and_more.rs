//! What meters a future or a stream is another one around it, which is no more than that.

use agent_metrics::{llm_metered, tool_call};
use futures_core::Stream;
use std::{
    fmt::Debug,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

#[derive(Clone)]
struct Items;

impl Stream for Items {
    type Item = ();

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<()>> {
        Poll::Ready(None)
    }
}

#[tool_call]
fn cloned() -> impl Future<Output = ()> + Clone {
    std::future::ready(())
}

#[tool_call]
fn shown() -> Result<impl Debug + Future<Output = ()> + Send, ()> {
    Ok(std::future::ready(()))
}

#[llm_metered(usage = none)]
fn items() -> Pin<Box<impl Stream<Item = ()> + Clone>> {
    Box::pin(Items)
}

fn main() {
    let _ = (cloned(), shown(), items());
}
