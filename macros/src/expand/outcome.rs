//! What `#[process_metric]`, `#[memory_op]` and `#[tool_call]` share: their guards end with a handle and an outcome.

use super::parts::{self, Handle, Parts};
use crate::{
    args::Key,
    hygiene::frame,
    metered::{Metered, Mode},
};
use proc_macro2::{Span, TokenStream};

/// The parts of such a guard, from what only its attribute knows: how it starts, the type of its handle, and what it
/// records of `__success` beside the outcome.
///
/// ```text
/// end:    let __failed = …;
///         __guard.end(Some(&__handle), __failed);
/// finish: __guard.finish(Some(&__finish_handle), __observed)
/// ```
pub(super) fn parts(
    mode: Mode,
    metered: &Metered,
    krate: TokenStream,
    start: TokenStream,
    handle: TokenStream,
    effects: Option<&TokenStream>,
) -> Parts {
    let failed = parts::failed(mode, metered, &krate, &parts::value(metered));
    let given_handle = optional_handle(metered, &frame!(&__handle));
    let success = effects.map(|_| frame!(let __success = #krate::__private::ResultProbe(__value).success();));
    let end = frame!({
        #[allow(unused_imports)]
        use #krate::__private::probes::*;
        let __failed = #failed;
        #success
        __guard.end(#given_handle, __failed, #effects);
    });
    // The closure that observes the items of a stream has the other handle.
    let finish_handle = optional_handle(metered, &frame!(&__finish_handle));
    Parts {
        handle: Handle::new(metered, handle),
        start,
        end,
        failed: parts::failed_at_start(mode, metered, &krate),
        finish: frame!(__guard.finish(#finish_handle, __observed)),
        is_llm_stream: false,
        krate,
    }
}

/// `Some(handle)`, or `None` without the key.
fn optional_handle(metered: &Metered, handle: &TokenStream) -> TokenStream {
    if metered.args.has(Key::Handle) {
        frame!(::core::option::Option::Some(#handle))
    } else {
        parts::none(Span::mixed_site())
    }
}
