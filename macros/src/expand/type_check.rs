//! Generates the body of a function with the feature `metrics` off: the user's own, after a check that never runs. So what
//! does not compile with the feature on does not compile with it off. Where nothing could be wrong there is no check.

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
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Lit};

/// ```text
/// { body }    →    {
///                      if false {
///                          let _ = (assert_label(&(agent)),);
///                          let mut __guard: LlmCall = never();
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
    let (handle, start) = (handle::bind_for_type_check(function), check_start(function));
    let end = if end_can_fail { end_with_output(function) } else { None };
    quote_mixed_site! {
        #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
        if false {
            #handle
            #start
            #end
        }
        #bound
        #body
    }
}

/// True if an argument of the start can be wrong: a label that is more than a text, the context, or the crate.
fn start_can_fail(function: &AttributedFn) -> bool {
    unchecked_labels(function).next().is_some() || function.args.has(Key::Context) || function.args.has(Key::Crate)
}

/// The labels whose values are more than a text.
fn unchecked_labels(function: &AttributedFn) -> impl Iterator<Item = Key> {
    use Key::{AgentId, Model, Name, ProcessType, Provider, Tier, WorkerType};
    let is_text = |value: &Expr| matches!(peel_expr(value), Expr::Lit(text) if matches!(text.lit, Lit::Str(_)));
    let labels = [AgentId, Tier, ProcessType, WorkerType, Model, Provider, Name];
    labels.into_iter().filter(move |label| function.args.value(*label).is_some_and(|label| !is_text(label)))
}

/// Checks only the arguments that can be wrong, and makes no guard: a call of `start` has eight arguments of generic types,
/// whose bounds cost the compiler more than all the rest of the check. Only a handle needs that call, as the guard's type has
/// the type of the handle.
fn check_start(function: &AttributedFn) -> TokenStream {
    if function.args.has(Key::Handle) {
        let start = start::start(function);
        return quote_mixed_site!(let mut __guard = #start;);
    }
    let (private, guard) = (function.private(), start::guard_type(function));
    let checks = unchecked_labels(function).map(|key| {
        let value = start::reference(function, key, "Unset");
        quote_mixed_site!(#private::assert_label(#value))
    });
    let checks = checks.chain(function.args.has(Key::Context).then(|| {
        let value = start::reference(function, Key::Context, "AmbientContext");
        quote_mixed_site!(#private::assert_context(#value))
    }));
    let checks: Vec<TokenStream> = checks.collect();
    // As in a call of `start`, all values are borrowed at the same time.
    let checked = (!checks.is_empty()).then(|| quote_mixed_site!(let _ = (#(#checks,)*);));
    quote_mixed_site! {
        #checked
        let mut __guard: #private::#guard = #private::never();
    }
}

/// True if the value can be wrong: it has to report its usage, or a closure takes it.
fn end_can_fail(function: &AttributedFn) -> bool {
    let reports_usage =
        function.attribute == AttributeKind::LlmMetered && !matches!(function.args.usage(), UsageSource::None);
    names_stream(function)
        || reports_usage
        || [Key::Error, Key::Affected, Key::Results].iter().any(|closure| function.args.has(*closure))
}

/// True if the key `stream` says that a type is a stream which does not say so by its name.
fn names_stream(function: &AttributedFn) -> bool {
    let returns = &function.item.returns;
    function.args.has(Key::Stream) && returns.shape != ReturnShape::Stream && !returns.has_opaque
}

/// The end of the guard, where the type of the value can be written.
fn end_with_output(function: &AttributedFn) -> Option<TokenStream> {
    let (returns, private, end) = (&function.item.returns, function.private(), end::end(function));
    if names_stream(function) {
        let (span, _) = returns.first_and_last_span();
        let (krate, ty) = (function.krate(span), returns.erased_type(span)?);
        return Some(quote_spanned! {span=>
            use #krate::__private::probes::*;
            let __returned: #ty = #krate::__private::never();
            let __value = #krate::__private::rewrapped_item(#krate::__private::ResultProbe(&__returned).success());
            #end
        });
    }
    // An opaque stream may name its items.
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
