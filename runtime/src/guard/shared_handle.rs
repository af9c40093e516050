//! Defines the handle of a call that goes on after its function has returned.

use std::ops::Deref;
#[cfg(feature = "registry")]
use std::sync::Arc;

/// A handle that the future or stream of a call shares with the attribute: what `handle = …` binds where the call goes on
/// after the function has returned. Its clones report to the same call. With the feature `metrics` off it does nothing.
///
/// ```
/// use agent_metrics::{LlmHandle, SharedHandle, TokenUsage, llm_metered};
/// use futures::{Stream, StreamExt, stream};
///
/// #[llm_metered(stream, model = "gpt-4o", usage = none, handle = call)]
/// fn words(text: &'static str) -> impl Stream<Item = &'static str> {
///     report_at_end(call, stream::iter(text.split(' ')))
/// }
///
/// fn report_at_end<S: Stream>(call: SharedHandle<LlmHandle>, words: S) -> impl Stream<Item = S::Item> {
///     words.inspect(move |_| call.usage(TokenUsage::new().output(1)))
/// }
/// # drop(words("one two"));
/// ```
#[derive(Debug)]
pub struct SharedHandle<H> {
    #[cfg(feature = "registry")]
    handle: Arc<H>,
    #[cfg(not(feature = "registry"))]
    handle: H,
}

impl<H> SharedHandle<H> {
    #[doc(hidden)]
    #[inline]
    pub fn new(handle: H) -> Self {
        #[cfg(feature = "registry")]
        let handle = Arc::new(handle);
        Self { handle }
    }
}

impl<H: Default> Clone for SharedHandle<H> {
    #[inline]
    fn clone(&self) -> Self {
        #[cfg(feature = "registry")]
        let handle = Arc::clone(&self.handle);
        #[cfg(not(feature = "registry"))]
        let handle = H::default();
        Self { handle }
    }
}

impl<H> Deref for SharedHandle<H> {
    type Target = H;

    #[inline]
    fn deref(&self) -> &H {
        &self.handle
    }
}
