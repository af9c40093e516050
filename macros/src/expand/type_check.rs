//! Writes the body for the feature off: the user's own, after a check that never runs. So what does not compile with the
//! feature on does not compile with it off. Where nothing could be wrong there is no check.

use super::{body_block, end, handle, start};
use crate::{
    args::{Key, UsageSource},
    attribute_kind::AttributeKind,
    attributed_fn::AttributedFn,
    hygiene::quote_mixed_site,
    return_type::ReturnShape,
    tokens::peel_expr,
};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Lit};

/// ```text
/// { body }    →    {
///                      if false {
///                          let mut __guard = start;
///                          let __output: R = never();
///                          let __value = &__output;
///                          end
///                      }
///                      body
///                  }
/// ```
pub(super) fn body(function: &AttributedFn) -> TokenStream {
    let body = body_block::last_in_block(&function.item);
    let bound = handle::bind_unmetered(function);
    let end_can_fail = end_can_fail(function);
    if !end_can_fail && !start_can_fail(function) {
        return quote!(#bound #body);
    }
    let (handle, start) = (handle::bind_for_type_check(function), start::start(function));
    let end = if end_can_fail { end_with_output(function) } else { None };
    quote_mixed_site! {
        #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
        if false {
            #handle
            let mut __guard = #start;
            #end
        }
        #bound
        #body
    }
}

/// True if an argument of the start can be wrong: a label that is more than a text, the context, or the crate.
fn start_can_fail(function: &AttributedFn) -> bool {
    let is_text = |value: &Expr| matches!(peel_expr(value), Expr::Lit(text) if matches!(text.lit, Lit::Str(_)));
    let labels = [Key::AgentId, Key::Tier, Key::WorkerType, Key::Model, Key::Provider, Key::Name];
    labels.iter().filter_map(|label| function.args.value(*label)).any(|label| !is_text(label))
        || function.args.has(Key::Context)
        || function.args.has(Key::Crate)
}

/// True if the value can be wrong: it has to report its usage, or a closure takes it.
fn end_can_fail(function: &AttributedFn) -> bool {
    let reports_usage =
        function.attribute == AttributeKind::LlmMetered && !matches!(function.args.usage(), UsageSource::None);
    reports_usage || [Key::Error, Key::Affected, Key::Results].iter().any(|closure| function.args.has(*closure))
}

/// The end of the guard, where the type of the value is known and the check needs no dependency.
fn end_with_output(function: &AttributedFn) -> Option<TokenStream> {
    let (returns, private, end) = (&function.item.returns, function.private(), end::end(function));
    // Only a dependency knows what a stream is; the return type may name its items.
    let streams = function.is_llm_stream();
    let ty = if streams { returns.item().map(ToTokens::to_token_stream) } else { value_type(function) }?;
    let value = if streams || returns.is_std_value || returns.shape != ReturnShape::Value {
        quote_mixed_site!(&__output)
    } else {
        // An alias of a boxed future or stream stands for what that yields.
        quote_mixed_site!({
            use #private::probes::*;
            #private::OutputProbe(&__output).output()
        })
    };
    Some(quote_mixed_site! {
        let __output: #ty = #private::never();
        let __value = #value;
        #end
    })
}

/// The type of what the function yields in the end; `None` where no type can be written for it.
fn value_type(function: &AttributedFn) -> Option<TokenStream> {
    let returns = &function.item.returns;
    let output = || returns.output().map(ToTokens::to_token_stream);
    match returns.shape {
        ReturnShape::Never | ReturnShape::Stream => None,
        ReturnShape::Future | ReturnShape::FutureInResult => output(),
        ReturnShape::BoxedFuture if !function.item.is_async() => output(),
        ReturnShape::Value | ReturnShape::BoxedFuture => {
            returns.erased_type(Span::mixed_site()).filter(|_| !returns.has_opaque)
        }
    }
}
