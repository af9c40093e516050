//! Holds an attribute and the function below it, from which the whole expansion is made.

use crate::{
    args::{Args, Key},
    attribute_kind::AttributeKind,
    hygiene::quote_mixed_site,
    item::ItemFn,
    return_type::ReturnShape,
};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// Decides whether the expansion records, or only checks that it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    On,
    Off,
}

/// An attribute and the function below it, both checked.
pub(crate) struct AttributedFn {
    pub(crate) attribute: AttributeKind,
    pub(crate) mode: Mode,
    pub(crate) args: Args,
    pub(crate) item: ItemFn,
}

impl AttributedFn {
    /// The path of the runtime crate, with the span at which the compiler is to report errors in what follows it.
    pub(crate) fn krate(&self, span: Span) -> TokenStream {
        self.args.value(Key::Crate).map_or_else(|| quote_spanned!(span=> ::agent_metrics), ToTokens::to_token_stream)
    }

    /// The module of the runtime crate with the items that expansions name.
    pub(crate) fn private(&self) -> TokenStream {
        let krate = self.krate(Span::mixed_site());
        quote_mixed_site!(#krate::__private)
    }

    /// True if the function returns a stream that `#[llm_metered]` meters by its items.
    pub(crate) fn is_llm_stream(&self) -> bool {
        // A type that is a stream by its name needs no key.
        self.attribute == AttributeKind::LlmMetered
            && (self.args.has(Key::Stream) || self.item.returns.shape == ReturnShape::Stream)
    }

    /// True if the function returns a stream by its name, or one that `#[llm_metered]` meters.
    pub(crate) fn returns_stream(&self) -> bool {
        self.item.returns.shape == ReturnShape::Stream || self.is_llm_stream()
    }

    /// True if the guard outlives the call of the function, inside a future or stream that is returned.
    pub(crate) fn outlives_call(&self) -> bool {
        use ReturnShape::{BoxedFuture, Future, FutureInResult, Stream};
        self.is_llm_stream() || matches!(self.item.returns.shape, Future | BoxedFuture | FutureInResult | Stream)
    }
}
