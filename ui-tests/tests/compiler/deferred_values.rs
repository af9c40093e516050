//! What goes on after the function has returned is metered to its end, or refused.

use agent_metrics::{TokenUsage, llm_metered, memory_op, process_metric, tool_call};
use futures_core::Stream;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

struct Later;

impl Future for Later {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

struct Words;

impl Stream for Words {
    type Item = ();

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<()>> {
        Poll::Ready(None)
    }
}

#[tool_call]
fn future() -> Later {
    Later
}

#[memory_op(search)]
async fn stream() -> Words {
    Words
}

#[llm_metered(usage = none)]
fn of_an_llm() -> Later {
    Later
}

#[llm_metered]
fn without_usage() -> Later {
    Later
}

#[tool_call]
fn borrowed<'a>(later: Pin<&'a mut (dyn Future<Output = ()> + 'a)>) -> Pin<&'a mut (dyn Future<Output = ()> + 'a)> {
    later
}

#[tool_call]
fn more_than_boxed() -> Pin<Box<dyn Future<Output = ()> + Unpin>> {
    Box::pin(Later)
}

type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

#[process_metric(worker, handle = process)]
fn with_a_handle() -> Boxed<()> {
    let _ = process;
    Box::pin(Later)
}

#[llm_metered(handle = call)]
fn with_the_handle_of_an_llm() -> Boxed<TokenUsage> {
    let _ = call;
    Box::pin(async { TokenUsage::new() })
}

fn main() {
    let _ = (without_usage(), borrowed(std::pin::pin!(Later)), more_than_boxed());
    let _ = (future(), of_an_llm(), with_a_handle(), with_the_handle_of_an_llm());
    drop(stream());
}
