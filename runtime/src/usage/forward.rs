//! Writes the methods by which a type that holds a response reports what that response does: for `LlmResponse` and for
//! `ClientResponse`, which have the same ones.
//!
//! ```text
//! forward!(self => **self)             fn usage(&self) -> Option<TokenUsage> { (**self).usage() }          … and the other five
//! forward_if_any!(self => self.as_ref())   fn usage(&self) -> Option<TokenUsage> { self.as_ref()?.usage() } … and three others
//! ```

/// All methods of a type that always holds a response.
macro_rules! forward {
    ($self:ident => $response:expr) => {
        #[inline]
        fn usage(&$self) -> Option<TokenUsage> {
            ($response).usage()
        }
        #[inline]
        fn model(&$self) -> Option<&str> {
            ($response).model()
        }
        #[inline]
        fn failure(&$self) -> Option<ErrorType> {
            ($response).failure()
        }
        #[inline]
        fn finish_reason(&$self) -> Option<FinishReason> {
            ($response).finish_reason()
        }
        #[inline]
        fn is_end(&$self) -> bool {
            ($response).is_end()
        }
        #[inline]
        fn has_content(&$self) -> bool {
            ($response).has_content()
        }
    };
}

/// The methods of a type that may hold a response, but for `failure` and `has_content`, which tell what its absence means.
macro_rules! forward_if_any {
    ($self:ident => $response:expr) => {
        #[inline]
        fn usage(&$self) -> Option<TokenUsage> {
            ($response)?.usage()
        }
        #[inline]
        fn model(&$self) -> Option<&str> {
            ($response)?.model()
        }
        #[inline]
        fn finish_reason(&$self) -> Option<FinishReason> {
            ($response)?.finish_reason()
        }
        #[inline]
        fn is_end(&$self) -> bool {
            ($response).is_some_and(T::is_end)
        }
    };
}

pub(crate) use {forward, forward_if_any};
