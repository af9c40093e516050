//! Defines `RewrapStream`, for stream types that can be built anew around a metered stream.

use super::llm_handle::LlmHandle;
use futures_core::Stream;

/// A stream type of its own that can be made from any stream of its items, so that `#[llm_metered(stream)]` can give back
/// the type that the function returns.
///
/// `impl Stream` and `Pin<Box<dyn Stream>>` need no such thing. The client crates implement it where the client allows it;
/// `Marker` is the marker with which they may. With the feature `metrics` off nothing calls it.
///
/// ```
/// use futures::{Stream, StreamExt, stream::{self, BoxStream}};
/// use std::{pin::Pin, task::{Context, Poll}};
///
/// struct Words {
///     language: String,
///     words: BoxStream<'static, String>,
/// }
///
/// impl Stream for Words {
///     type Item = String;
///     fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<String>> {
///         self.words.poll_next_unpin(task)
///     }
/// }
///
/// impl agent_metrics::RewrapStream for Words {
///     fn rewrapped(metered: impl Stream<Item = String> + AsRef<Self> + Send + 'static) -> Self {
///         Words { language: metered.as_ref().language.clone(), words: metered.boxed() }
///     }
/// }
///
/// #[agent_metrics::llm_metered(stream, model = "gpt-4o", usage = none)]
/// fn words() -> Words {
///     Words { language: "en".into(), words: stream::iter(["one".to_owned()]).boxed() }
/// }
/// # assert_eq!(words().language, "en");
/// ```
#[diagnostic::on_unimplemented(
    message = "a stream of the type `{Self}` can't be metered and stay of that type",
    label = "what meters it is another stream around it, which has another type",
    note = "return `impl Stream<…>` or `Pin<Box<dyn Stream<…>>>`, or implement `agent_metrics::RewrapStream` for it"
)]
pub trait RewrapStream<Marker = ()>: Stream + Sized {
    /// The same type again, around the metered stream; what else the type holds can be read through `as_ref()`.
    fn rewrapped(metered: impl Stream<Item = Self::Item> + AsRef<Self> + Send + 'static) -> Self;

    /// Reports to the call what the stream itself knows beyond its items, when it ends, fails or is dropped. Default:
    /// nothing.
    fn ended(&self, _call: &LlmHandle) {}
}
