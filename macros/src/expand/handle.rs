//! The handle of the key `handle`, by which the body reports what only the body knows.

use crate::{args::Key, attribute::Attribute, hygiene::quote_mixed_site, metered::Metered};
use proc_macro2::TokenStream;

/// `let __handle = …; let call = &__handle;`, or a shared one where the guard outlives the call of the function.
pub(super) fn instrumented(metered: &Metered) -> Option<TokenStream> {
    let (name, checked) = (metered.args.name(Key::Handle)?, checked(metered));
    Some(if metered.outlives_call() {
        quote_mixed_site! {
            #checked
            let __finish_handle = ::std::sync::Arc::clone(&__handle);
            let #name = ::std::sync::Arc::clone(&__handle);
        }
    } else {
        quote_mixed_site!(#checked let #name = &__handle;)
    })
}

/// The handle without its name, as a check that never runs needs it.
pub(super) fn checked(metered: &Metered) -> Option<TokenStream> {
    let new = new(metered)?;
    Some(if metered.outlives_call() {
        quote_mixed_site!(let __handle = ::std::sync::Arc::new(#new);)
    } else {
        quote_mixed_site!(let __handle = #new;)
    })
}

/// The handle for a body that is not metered.
pub(super) fn unused(metered: &Metered) -> Option<TokenStream> {
    let (name, new) = (metered.args.name(Key::Handle)?, new(metered));
    let reference = (!metered.outlives_call()).then(|| quote_mixed_site!(&));
    Some(quote_mixed_site!(let #name = #reference #new;))
}

fn new(metered: &Metered) -> Option<TokenStream> {
    metered.args.name(Key::Handle)?;
    let private = metered.private();
    Some(match metered.attribute {
        Attribute::LlmMetered => quote_mixed_site!(#private::LlmHandle::new()),
        Attribute::MemoryOp => quote_mixed_site!(#private::MemoryHandle::new()),
        Attribute::ProcessMetric | Attribute::ToolCall => quote_mixed_site!(#private::OutcomeHandle::new()),
    })
}
