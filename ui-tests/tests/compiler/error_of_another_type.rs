//! The closure of `error` fits every error: that of the function, and those of the future or the stream that it returns.

use agent_metrics::{ErrorType, tool_call};
use futures_core::Stream;
use std::{future::Future, pin::Pin};

type Later = Pin<Box<dyn Future<Output = Result<(), String>>>>;

#[tool_call(error = |_: &String| ErrorType::Timeout)]
fn later() -> Result<Later, u8> {
    Err(1)
}

#[tool_call(error = |_: &String| ErrorType::Timeout)]
fn opaque() -> Result<impl Future<Output = Result<(), String>>, u8> {
    if true { Err(1) } else { Ok(async { Ok(()) }) }
}

#[tool_call(error = |_: &u8| ErrorType::Timeout)]
fn items() -> Pin<Box<dyn Stream<Item = Result<(), String>>>> {
    loop {}
}

fn main() {
    let _ = (later(), opaque());
    drop(items());
}
