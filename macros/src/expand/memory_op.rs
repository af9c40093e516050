//! `#[memory_op]`

use super::{
    outcome,
    parts::{self, Parts},
};
use crate::{
    args::Key,
    hygiene::{self, frame},
    metered::{Metered, Mode},
    tokens::ends,
};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Expr;

pub(super) fn parts(mode: Mode, metered: &Metered) -> Parts {
    let krate = parts::krate(metered);
    let context = parts::context(metered, &krate);
    let [agent_id, tier, worker_type] = parts::ambient_labels(metered, &krate);
    let operation = parts::literal(metered.args.positional.as_ref().unwrap_or(&metered.item.sig.ident));
    let errors = metered.args.has(Key::Errors);
    let start = frame! {
        #krate::__private::MemoryOp::start(#context, #agent_id, #tier, #worker_type, #operation, #errors)
    };
    let effects = effects(metered, &krate);
    let handle = frame!(#krate::__private::MemoryHandle);
    outcome::parts(mode, metered, krate, start, handle, Some(&effects))
}

/// What the operation affected, what it found by its type, and what it found by the key `results`:
///
/// ```text
/// (&&SuccessProbe(__success)).affected(), (&&SuccessProbe(__success)).results(), None
/// affected_by(__success, closure),        …,                                     results_by(__success, closure)
/// ```
fn effects(metered: &Metered, krate: &TokenStream) -> TokenStream {
    // What is wrong with a closure is shown there.
    let place = |closure: &Expr| {
        let place = ends(closure).map_or_else(Span::mixed_site, |(first, _)| hygiene::at(first));
        (place, parts::krate_at(metered, place))
    };
    let affected = metered.args.value(Key::Affected).map(|closure| {
        let (place, krate) = place(closure);
        quote_spanned!(place=> #krate::__private::affected_by(__success, #closure))
    });
    let affected = affected.unwrap_or_else(|| frame!((&&#krate::__private::SuccessProbe(__success)).affected()));
    let results = metered.args.value(Key::Results).map(|closure| {
        let (place, krate) = place(closure);
        quote_spanned!(place=> #krate::__private::results_by(__success, #closure))
    });
    let results = results.unwrap_or_else(|| parts::none(Span::mixed_site()));
    frame!(#affected, (&&#krate::__private::SuccessProbe(__success)).results(), #results)
}
