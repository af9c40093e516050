//! Meters a future or stream after the function has returned it.

use super::guard_end;
use crate::{
    args::{Key, UsageSource},
    attribute_kind::AttributeKind,
    attributed_fn::AttributedFn,
    hygiene::quote_mixed_site,
    return_type::ReturnShape,
};
use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::{parse_quote, parse_quote_spanned};

/// Writes the expression in which `__guard` meters `__returned`: a future to its output, a stream to its end.
///
/// ```text
/// async move { …; let __returned = instrument(&mut __guard, pin!(__returned)).await; end; __returned }
/// Box::pin(async move { … })                                                   // `impl Future + Unpin`
///
/// let __report = item_reporter(&__returned, &__guard, |__value, mut __guard| end);
/// InstrumentedStream::new(__returned, __guard, __report, __finish)             // `impl Stream`
/// Box::pin(InstrumentedStream::new(…))                                         // `Pin<Box<impl Stream>>`
/// RewrapDeferred::rewrap_deferred(__returned, __guard, …, __report, __finish)  // a type that is written out
/// RewrapLlmStream::rewrap_llm_stream(__returned, __guard, __report)            // the same of an LLM's stream
/// ```
///
/// With the key `dropped` the guard of the stream is `__guard.may_be_dropped()`.
pub(super) fn wrap(function: &AttributedFn) -> TokenStream {
    let returns = &function.item.returns;
    // Where the value cannot be metered its type is wrong, so the compiler reports it where the type is written.
    let (span, _) = returns.first_and_last_span();
    let krate = function.krate(span);
    if !function.is_llm_stream() && returns.shape != ReturnShape::Stream {
        let end = guard_end::end_with_returned(function, span, None);
        let metered = quote_spanned! {span=>
            async move {
                let mut __guard = __guard;
                let __returned = #krate::__private::instrument(&mut __guard, ::core::pin::pin!(__returned)).await;
                #end
            }
        };
        let is_unpin = returns.opaque_bound(&["Future"]).and(returns.opaque_bound(&["Unpin"])).is_some();
        return if is_unpin { quote_spanned!(span=> ::std::boxed::Box::pin(#metered)) } else { metered };
    }
    let end = guard_end::end(function);
    let guard = if function.args.has(Key::Dropped) {
        quote_spanned!(span=> __guard.may_be_dropped())
    } else {
        quote_spanned!(span=> __guard)
    };
    // The value does not flow to the return type by itself, so its items get their type here.
    let item_type = returns.item().filter(|_| returns.has_opaque()).map(|item| quote_spanned!(span=> : &#item));
    let wrapped = if returns.has_opaque() {
        let stream =
            quote_spanned!(span=> #krate::__private::InstrumentedStream::new(__returned, #guard, __report, __finish));
        if returns.is_pinned_opaque() { quote_spanned!(span=> ::std::boxed::Box::pin(#stream)) } else { stream }
    } else if function.is_llm_stream() {
        quote_spanned!(span=> #krate::__private::RewrapLlmStream::rewrap_llm_stream(__returned, #guard, __report))
    } else {
        quote_spanned! {span=>
            #krate::__private::RewrapDeferred::rewrap_deferred(
                __returned, __guard, |_: &_| ::core::option::Option::None, __report, __finish
            )
        }
    };
    let check = assert_outermost(function);
    quote_spanned! {span=> {
        #check
        let __report = #krate::__private::item_reporter(
            &__returned, &__guard, move |__value #item_type, mut __guard| #end
        );
        #wrapped
    }}
}

/// Asserts that the `impl Stream` of the key `stream` is all that the function returns, or the success of a `Result` that an
/// alias hides, and not a part of another type: what meters it could not be put there.
///
/// ```text
/// Outcome<impl Stream<Item = T>>    →    let __returned: Outcome<OpaqueStream<T>> = never();
///                                        assert_outermost(ResultProbe(&__returned).success());
/// ```
pub(super) fn assert_outermost(function: &AttributedFn) -> Option<TokenStream> {
    let returns = &function.item.returns;
    if !function.is_llm_stream() || returns.shape == ReturnShape::Stream || !returns.has_opaque() {
        return None;
    }
    let (span, _) = returns.first_and_last_span();
    let (krate, unit) = (function.krate(span), parse_quote!(()));
    let item = returns.item().unwrap_or(&unit);
    let stand_in = parse_quote_spanned!(span=> #krate::__private::OpaqueStream<#item>);
    let ty = returns.with_opaque_as(stand_in)?;
    Some(quote_spanned! {span=>
        #[allow(unreachable_code, unused)] // it never runs
        if false {
            use #krate::__private::probes::*;
            let __returned: #ty = #krate::__private::never();
            #krate::__private::assert_outermost(#krate::__private::ResultProbe(&__returned).success());
        }
    })
}

/// True if the type does not say by its name whether the value runs on: it may be an alias, or a type of the user's own.
pub(super) fn is_found_by_type(function: &AttributedFn) -> bool {
    let returns = &function.item.returns;
    let is_value = match returns.shape {
        ReturnShape::Value => true,
        // An async function has run to its end when it yields a future.
        ReturnShape::BoxedFuture => function.item.is_async(),
        _ => false,
    };
    is_value && !returns.has_opaque() && !returns.is_std_value && !function.is_llm_stream()
}

/// Writes the expression that finds out what kind of value `__returned` is: a complete one, or one that runs on.
pub(super) fn kind(function: &AttributedFn) -> TokenStream {
    let private = function.private();
    let probe =
        if function.item.is_async() { quote_mixed_site!(AsyncOutputProbe) } else { quote_mixed_site!(ReturnedProbe) };
    let has_to_report =
        function.attribute == AttributeKind::LlmMetered && matches!(function.args.usage(), UsageSource::Response);
    if has_to_report {
        quote_mixed_site!(#private::#probe(&__returned).response_kind())
    } else {
        quote_mixed_site!((&&&&#private::#probe(&__returned)).kind())
    }
}
