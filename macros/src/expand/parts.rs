//! The parts of an expansion that depend on the attribute and its keys.

use crate::{
    args::Key,
    hygiene::{self, frame},
    metered::{Metered, Mode},
    return_type::ReturnShape,
    tokens::ends,
};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, ext::IdentExt};

/// What goes into the frames of [`instrumented`](super::instrumented) and [`type_check`](super::type_check).
pub(super) struct Parts {
    /// The path of the runtime crate.
    pub(super) krate: TokenStream,
    pub(super) handle: Option<Handle>,
    /// An expression that opens the guard.
    pub(super) start: TokenStream,
    /// A block that ends `__guard` with `__value`, a reference to what was returned, or reports an item of a stream to it.
    pub(super) end: TokenStream,
    /// How `__value` failed, as an `Option<ErrorType>`, where a future or stream in it would be metered further.
    pub(super) failed: TokenStream,
    /// An expression in which `__guard` finishes with the `__observed` items of a stream.
    pub(super) finish: TokenStream,
    /// `#[llm_metered]` meters the items of the stream that the function returns.
    pub(super) is_llm_stream: bool,
}

/// The handle of the key `handle`.
pub(super) struct Handle {
    /// The user's name for it.
    name: Ident,
    /// Its type.
    kind: TokenStream,
    /// The guard outlives the call of the function, so the handle is shared.
    is_shared: bool,
}

impl Handle {
    pub(super) fn new(metered: &Metered, kind: TokenStream) -> Option<Self> {
        let name = metered.args.name(Key::Handle)?.clone();
        Some(Self { name, kind, is_shared: outlives_call(metered) })
    }

    /// `let __handle = …; let call = &__handle;`, or a shared one.
    pub(super) fn instrumented(&self) -> TokenStream {
        let (name, checked) = (&self.name, self.checked());
        if self.is_shared {
            frame! {
                #checked
                let __finish_handle = ::std::sync::Arc::clone(&__handle);
                let #name = ::std::sync::Arc::clone(&__handle);
            }
        } else {
            frame!(#checked let #name = &__handle;)
        }
    }

    /// The handle without its name, as a check that never runs needs it.
    pub(super) fn checked(&self) -> TokenStream {
        let kind = &self.kind;
        if self.is_shared {
            frame!(let __handle = ::std::sync::Arc::new(#kind::new());)
        } else {
            frame!(let __handle = #kind::new();)
        }
    }

    /// The handle for a body that is not metered.
    pub(super) fn unused(&self) -> TokenStream {
        let Self { name, kind, is_shared } = self;
        let reference = (!is_shared).then(|| frame!(&));
        frame!(let #name = #reference #kind::new();)
    }
}

/// Whether the function returns a stream that `#[llm_metered]` meters by its items.
pub(super) fn is_llm_stream(metered: &Metered) -> bool {
    // A type that is a stream by its name needs no key.
    metered.args.has(Key::Stream) || metered.item.returns.shape == ReturnShape::Stream
}

/// Whether the guard outlives the call of the function, inside a future or stream that is returned.
pub(super) fn outlives_call(metered: &Metered) -> bool {
    use ReturnShape::{BoxedFuture, Future, FutureInResult, Stream};
    metered.args.has(Key::Stream)
        || matches!(metered.item.returns.shape, Future | BoxedFuture | FutureInResult | Stream)
}

/// The path of the runtime crate.
pub(super) fn krate(metered: &Metered) -> TokenStream {
    krate_at(metered, Span::mixed_site())
}

/// The same, at the place where an error in what follows is to be shown.
pub(super) fn krate_at(metered: &Metered, span: Span) -> TokenStream {
    metered.args.value(Key::Crate).map_or_else(|| quote_spanned!(span=> ::agent_metrics), ToTokens::to_token_stream)
}

/// A reference to the value of a label, or to what stands for its absence.
pub(super) fn label(metered: &Metered, key: Key, krate: &TokenStream) -> TokenStream {
    metered.args.value(key).map_or_else(|| frame!(&#krate::__private::Unset), reference)
}

/// The same for the context.
pub(super) fn context(metered: &Metered, krate: &TokenStream) -> TokenStream {
    metered.args.value(Key::Context).map_or_else(|| frame!(&#krate::__private::AmbientContext), reference)
}

/// The labels that are the context's where they are not given: `agent_id`, `tier`, `worker_type`.
pub(super) fn ambient_labels(metered: &Metered, krate: &TokenStream) -> [TokenStream; 3] {
    [Key::AgentId, Key::Tier, Key::WorkerType].map(|key| label(metered, key, krate))
}

/// `&(value)`, from the first token of the value to its last: what is wrong with its type is shown there.
fn reference(value: &Expr) -> TokenStream {
    let (first, last) = ends(value).unwrap_or_else(|| (Span::call_site(), Span::call_site()));
    let value = quote_spanned!(hygiene::at(last)=> (#value));
    quote_spanned!(hygiene::at(first)=> & #value)
}

/// The name of the function, or another one, as a literal.
pub(super) fn literal(name: &Ident) -> Literal {
    let mut literal = Literal::string(&name.unraw().to_string());
    literal.set_span(Span::mixed_site());
    literal
}

/// `&*__value`, at the type that the function returns: what is wrong with the type is shown where it is written.
pub(super) fn value(metered: &Metered) -> TokenStream {
    let (first, last) = metered.item.returns.ends();
    let value = quote_spanned!(last=> __value);
    quote_spanned!(first=> &* #value)
}

/// How `value` (a reference) failed, as an `Option<ErrorType>`.
pub(super) fn failed(mode: Mode, metered: &Metered, krate: &TokenStream, value: &TokenStream) -> TokenStream {
    match metered.args.value(Key::Error) {
        Some(classify) => frame!(#krate::__private::failed_by(#value, #classify)),
        // Errors of every type are classified: there is nothing to check.
        None if mode == Mode::Off => none(Span::mixed_site()),
        None => {
            let error = frame!(#krate::__private::ResultProbe(#value).failure());
            if metered.item.error_may_borrow {
                frame!((&&#krate::__private::BorrowedErrorProbe(#error)).failed())
            } else {
                frame!((&&&&&#krate::__private::ErrorProbe(#error)).failed())
            }
        }
    }
}

/// How what the function returned failed, where a future or stream in it is metered further.
pub(super) fn failed_at_start(mode: Mode, metered: &Metered, krate: &TokenStream) -> TokenStream {
    // A bare stream is no `Result` for the closure of `error`.
    if metered.item.returns.is_stream {
        none(Span::mixed_site())
    } else {
        failed(mode, metered, krate, &value(metered))
    }
}

pub(super) fn none(span: Span) -> TokenStream {
    quote_spanned!(span=> ::core::option::Option::None)
}
