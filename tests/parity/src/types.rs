//! The types of the crate: what they implement, auto traits included, and what they do not.

use crate::bounds::{Unwinds, type_is};
use agent_metrics::{
    Config, Context, Count, ErrorType, FinishReason, InContext, InitError, LabelBuffer, LlmCall, LlmCallBuilder,
    LlmHandle, MemoryHandle, MemoryOp, MemoryOpBuilder, MeteredStream, Metrics, OtelNames, OutcomeHandle,
    ParseErrorTypeError, Price, Process, ProcessBuilder, ServeError, Server, ServerConfig, ServiceTier, SharedHandle,
    Spend, TokenUsage, ToolCall, ToolCallBuilder,
    pricing::{Cost, Estimate, MissingPrice, PriceBook, PriceBookError},
    testing::Recorder,
};
use futures_core::Stream;
use std::{
    error::Error,
    fmt::Display,
    future::Ready,
    hash::Hash,
    iter::Sum,
    ops::{Add, AddAssign},
    pin::Pin,
    str::FromStr,
    task::{self, Poll},
};

type_is!(Context: Unwinds, Clone, Default, Eq; not Copy);
type_is!(InContext<Ready<u8>>: Unwinds, Future; not Copy, Clone, Stream);
type_is!(InContext<Numbers>: Unwinds, Stream; not Copy, Clone, Future);
type_is!(MeteredStream<Numbers>: Unwinds, Stream, AsRef<Numbers>; not Copy, Clone, Future);
type_is!(LlmCall: Unwinds; not Copy, Clone, Default);
type_is!(Process: Unwinds; not Copy, Clone, Default);
type_is!(ToolCall: Unwinds; not Copy, Clone, Default);
type_is!(MemoryOp: Unwinds; not Copy, Clone, Default);
type_is!(LlmCallBuilder: Unwinds; not Copy, Clone, Default);
type_is!(ProcessBuilder: Unwinds; not Copy, Clone, Default);
type_is!(ToolCallBuilder: Unwinds; not Copy, Clone, Default);
type_is!(MemoryOpBuilder: Unwinds; not Copy, Clone, Default);
type_is!(LlmHandle: Unwinds, Default; not Copy, Clone);
type_is!(MemoryHandle: Unwinds, Default; not Copy, Clone);
type_is!(OutcomeHandle: Unwinds, Default; not Copy, Clone);
type_is!(SharedHandle<LlmHandle>: Unwinds, Clone; not Copy, Default);
type_is!(Server: Unwinds; not Copy, Clone, Default);
type_is!(Recorder: Unwinds, Clone, Default; not Copy);
type_is!(PriceBook: Unwinds, Clone; not Copy, Default);
type_is!(Metrics: Unwinds, Clone; not Copy, Default);
type_is!(ServerConfig: Unwinds, Clone, Default, Eq; not Copy);
type_is!(Config: Unwinds, Clone, Default, PartialEq; not Copy, Eq);
type_is!(Price: Unwinds, Clone, Copy, PartialEq; not Eq);
type_is!(OtelNames: Unwinds, Clone, Copy, Default, Eq);
type_is!(Spend: Unwinds, Clone, Eq; not Copy);
type_is!(Cost: Unwinds, Clone, Copy, Default, Ord, Hash, Display, Add, AddAssign, Sum);
type_is!(Estimate: Unwinds, Clone, Copy, Eq);
type_is!(MissingPrice: Unwinds, Clone, Copy, Eq, Hash, Display);
type_is!(TokenUsage: Unwinds, Clone, Copy, Default, PartialEq);
type_is!(ServiceTier: Unwinds, Clone, Copy, Default, Eq, Hash);
type_is!(Count: Unwinds, Clone, Copy, Eq);
type_is!(LabelBuffer: Unwinds, Clone, Default; not Copy);
type_is!(ErrorType: Unwinds, Clone, Copy, Ord, Hash, Display, Error, FromStr);
type_is!(FinishReason: Unwinds, Clone, Copy, Ord, Hash, Display);
type_is!(InitError: Unwinds, Clone, PartialEq, Display, Error);
type_is!(ParseErrorTypeError: Unwinds, Clone, Eq, Display, Error);
type_is!(PriceBookError: Unwinds, Display, Error; not Clone);
type_is!(ServeError: Unwinds, Display, Error; not Clone);

/// No length of a list is in its type, which would change with each value that is added.
const _: () = {
    const fn is_slice<T>(_: &&[T]) {}
    is_slice(&ErrorType::ALL);
    is_slice(&MissingPrice::ALL);
};

/// A stream that needs nothing.
#[derive(Debug)]
pub struct Numbers;

impl Stream for Numbers {
    type Item = TokenUsage;

    fn poll_next(self: Pin<&mut Self>, _: &mut task::Context<'_>) -> Poll<Option<TokenUsage>> {
        Poll::Ready(None)
    }
}

/// The lifetime in a future can be shortened.
pub fn in_context_is_covariant<'a>(future: InContext<Ready<&'static str>>, _: &'a str) -> InContext<Ready<&'a str>> {
    future
}

/// What a future borrows may be gone when the future is dropped, as without the context.
pub fn in_context_may_dangle() -> usize {
    let mut in_context = None;
    let text = String::new();
    let in_context = in_context.get_or_insert(Context::current().scope(std::future::ready(text.as_str())));
    size_of_val(in_context)
}

/// The types may be in statics and in errors of threads.
pub fn unwinds(call: LlmCall, context: Context, recorder: Recorder, server: Server) -> std::thread::Result<()> {
    std::panic::catch_unwind(move || drop((call, context, recorder, server)))
}
