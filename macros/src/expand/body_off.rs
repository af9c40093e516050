//! Generates the body of a function with the feature `metrics` off: the user's own, after a check that never runs. So what
//! does not compile with the feature on does not compile with it off. Where nothing could be wrong there is no check.

use super::{body_block, deferred, guard_end, guard_start, handle};
use crate::{
    args::{Key, UsageSource},
    attribute_kind::AttributeKind,
    attributed_fn::AttributedFn,
    hygiene::quote_mixed_site,
    return_type::ReturnShape,
    token_trees::peel_expr,
};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Lit};

/// ```text
/// { body }    →    {
///                      if false {
///                          let _ = (assert_label(&(agent)),);
///                          let mut __guard: LlmCall = never();
///                          let __returned: R = never();
///                          let __value = &__returned;
///                          end
///                      }
///                      body
///                  }
/// ```
pub(super) fn body(function: &AttributedFn) -> TokenStream {
    let body = body_block::last_in_block(&function.item);
    let bound = handle::bind_unmetered(function);
    let end_can_fail = end_can_fail(function);
    let guard = (end_can_fail || start_can_fail(function)).then(|| {
        let (handle, start) = (handle::bind_for_type_check(function), check_start(function));
        quote_mixed_site!(#handle #start)
    });
    let value = if end_can_fail || deferred::is_found_by_type(function) { reported(function) } else { None };
    let shape = deferred::assert_outermost(function).or_else(|| assert_boxed(function));
    if guard.is_none() && value.is_none() && shape.is_none() {
        return quote!(#bound #body);
    }
    let failed = failed_at_start(function);
    let end = value.as_ref().filter(|_| end_can_fail).map(|_| guard_end::end(function));
    quote_mixed_site! {
        #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
        if false {
            #shape
            #failed
            #guard
            #value
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
        let start = guard_start::start(function);
        return quote_mixed_site!(let mut __guard = #start;);
    }
    let (private, guard) = (function.private(), guard_start::guard_type(function));
    let checks = unchecked_labels(function).map(|key| {
        let value = guard_start::reference(function, key, "Unset");
        quote_mixed_site!(#private::assert_label(#value))
    });
    let checks = checks.chain(function.args.has(Key::Context).then(|| {
        let value = guard_start::reference(function, Key::Context, "AmbientContext");
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
        || [Key::Error, Key::Failed, Key::Answered, Key::Affected, Key::Results]
            .iter()
            .any(|closure| function.args.has(*closure))
}

/// True if the key `stream` says that a type is a stream which does not say so by its name.
fn names_stream(function: &AttributedFn) -> bool {
    function.args.has(Key::Stream) && function.item.returns.shape != ReturnShape::Stream
}

/// Declares `__value`, a reference to what the function reports, where its type can be written. The type must be one that can
/// be metered to its end.
fn reported(function: &AttributedFn) -> Option<TokenStream> {
    let (returns, private) = (&function.item.returns, function.private());
    let is_stream = function.returns_stream();
    if is_stream && !returns.has_opaque() {
        let (span, _) = returns.first_and_last_span();
        let (krate, ty) = (function.krate(span), returns.erased_type(span)?);
        let rewrapped =
            function.is_llm_stream().then(|| quote_spanned!(span=> #krate::__private::assert_rewrapped(__stream);));
        return Some(quote_spanned! {span=>
            use #krate::__private::probes::*;
            let __returned: #ty = #krate::__private::never();
            let __stream = #krate::__private::ResultProbe(&__returned).success();
            let __value = #krate::__private::item_of(__stream);
            #rewrapped
        });
    }
    // An opaque stream may name its items.
    let ty = if is_stream { returns.item().map(ToTokens::to_token_stream) } else { value_type(function) }?;
    let value = if deferred::is_found_by_type(function) {
        let kind = deferred::kind(function);
        let value = if function.args.has(Key::Handle) {
            quote_mixed_site!(#kind.assert_not_deferred(&__returned); &__returned)
        } else {
            quote_mixed_site!(#kind.reported(&__returned))
        };
        quote_mixed_site!({ use #private::probes::*; #value })
    } else {
        quote_mixed_site!(&__returned)
    };
    Some(quote_mixed_site! {
        let __returned: #ty = #private::never();
        let __value = #value;
    })
}

/// Asserts that an alias with the name of a boxed future or stream stands for one.
fn assert_boxed(function: &AttributedFn) -> Option<TokenStream> {
    let returns = &function.item.returns;
    let runs_on = returns.shape == ReturnShape::Stream || !function.item.is_async();
    let names_boxed = returns.is_alias_of_boxed && runs_on && !function.is_llm_stream();
    let (span, _) = returns.first_and_last_span();
    let (krate, ty) = (function.krate(span), returns.erased_type(span).filter(|_| names_boxed)?);
    Some(quote_spanned!(span=> #krate::__private::assert_boxed(&#krate::__private::never::<#ty>());))
}

/// Checks the closure of the key `error` with the error that the function may return at once, where what it reports in the end
/// comes of a future or a stream, or has no type that can be written.
fn failed_at_start(function: &AttributedFn) -> Option<TokenStream> {
    let (returns, private) = (&function.item.returns, function.private());
    function.args.value(Key::Error)?;
    let ty = if returns.has_opaque() {
        let error = returns.error()?;
        quote_mixed_site!(::core::result::Result<(), #error>)
    } else {
        let may_fail = !returns.is_stream && (function.returns_stream() || deferred::is_found_by_type(function));
        returns.erased_type(Span::mixed_site()).filter(|_| may_fail)?
    };
    let failed = guard_end::failed_at_start(function);
    Some(quote_mixed_site! {
        {
            let __returned: #ty = #private::never();
            let __value = &__returned;
            let _ = #failed;
        }
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
            returns.erased_type(Span::mixed_site()).filter(|_| !returns.has_opaque())
        }
    }
}
