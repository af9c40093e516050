//! Binds the handle of the key `handle`, by which the body reports what only the body knows.

use crate::{args::Key, attribute_kind::AttributeKind, attributed_fn::AttributedFn, hygiene::quote_mixed_site};
use proc_macro2::TokenStream;

/// `let __handle = …; let call = &__handle;`, or a shared one where the guard outlives the call of the function.
pub(super) fn instrumented(function: &AttributedFn) -> Option<TokenStream> {
    let (name, bound) = (function.args.name(Key::Handle)?, bind_for_type_check(function));
    Some(if function.outlives_call() {
        quote_mixed_site! {
            #bound
            let __finish_handle = ::core::clone::Clone::clone(&__handle);
            let #name = ::core::clone::Clone::clone(&__handle);
        }
    } else {
        quote_mixed_site!(#bound let #name = &__handle;)
    })
}

/// Binds `__handle` alone, which is all that the type check needs.
pub(super) fn bind_for_type_check(function: &AttributedFn) -> Option<TokenStream> {
    let new = new(function)?;
    Some(quote_mixed_site!(let __handle = #new;))
}

/// Binds the user's name to a handle that no guard reads, for a body that is not metered.
pub(super) fn bind_unmetered(function: &AttributedFn) -> Option<TokenStream> {
    let (name, new) = (function.args.name(Key::Handle)?, new(function));
    let reference = (!function.outlives_call()).then(|| quote_mixed_site!(&));
    Some(quote_mixed_site!(let #name = #reference #new;))
}

fn new(function: &AttributedFn) -> Option<TokenStream> {
    function.args.name(Key::Handle)?;
    let private = function.private();
    let new = match function.attribute {
        AttributeKind::LlmMetered => quote_mixed_site!(#private::LlmHandle::new()),
        AttributeKind::MemoryOp => quote_mixed_site!(#private::MemoryHandle::new()),
        AttributeKind::ProcessMetric | AttributeKind::ToolCall => quote_mixed_site!(#private::OutcomeHandle::new()),
        AttributeKind::InContext => return None, // it has no such key
    };
    let is_shared = function.outlives_call();
    Some(if is_shared { quote_mixed_site!(#private::SharedHandle::new(#new)) } else { new })
}
