//! Generates the body of a function with the feature `metrics` on.

use super::{body_block, deferred, drop_order, guard_end, guard_start::start, handle, returned_closure};
use crate::{
    args::Key,
    attributed_fn::AttributedFn,
    hygiene::{self, quote_mixed_site},
    return_type::ReturnShape,
};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// ```text
/// fn f(a: A) -> R { body }    →    fn f(a: A) -> R {
///                                      let mut __guard = start;
///                                      let __returned = in_scope(&mut __guard, move || -> R { body });
///                                      let __value = &__returned;
///                                      end
///                                      __returned
///                                  }
/// ```
pub(super) fn body(function: &mut AttributedFn) -> TokenStream {
    let captures = drop_order::captures(&mut function.item);
    returned_closure::expect(&mut function.item);
    let (handle, start) = (handle::instrumented(function), start(function));
    let (returned, end) = (run_body(function, &captures), end_or_wrap(function));
    quote_mixed_site! {
        #handle
        let mut __guard = #start;
        let __returned = #returned;
        #end
    }
}

/// Ends `__guard` with `__returned`, or moves it into the future or stream that is returned.
fn end_or_wrap(function: &AttributedFn) -> TokenStream {
    let returns = &function.item.returns;
    match returns.shape {
        _ if function.is_llm_stream() => wrap_unless_failed(function),
        // Nothing is returned: the guard records when it is dropped.
        ReturnShape::Never => quote_mixed_site!(match __returned {}),
        // The guard meters the call that makes the future, and then the future to its end.
        ReturnShape::Future => deferred::wrap(function),
        ReturnShape::BoxedFuture if !function.item.is_async() => {
            let wrapped = deferred::wrap(function);
            quote_mixed_site!(::std::boxed::Box::pin(#wrapped))
        }
        ReturnShape::Stream | ReturnShape::FutureInResult => wrap_unless_failed(function),
        _ if deferred::is_found_by_type(function) => end_or_wrap_by_type(function),
        ReturnShape::Value | ReturnShape::BoxedFuture => {
            guard_end::end_with_returned(function, Span::mixed_site(), None)
        }
    }
}

/// Moves `__guard` into the stream or future in `__returned`, which may be a `Result` of one; an error ends it.
fn wrap_unless_failed(function: &AttributedFn) -> TokenStream {
    let private = function.private();
    let (failed, finish, wrapped) =
        (guard_end::failed_at_start(function), guard_end::finish(function), deferred::wrap(function));
    quote_mixed_site! {
        #[allow(unused_imports)] // a type may need none of the probes
        use #private::probes::*;
        let __failed = {
            let __value = &__returned;
            #failed
        };
        #private::DeferredProbe(__returned).meter(
            __guard,
            __failed,
            move |__guard, __observed| #finish,
            move |__returned, __guard, __finish| #wrapped,
        )
    }
}

/// Lets the compiler find out whether the type is an alias of a future or stream, such as a boxed future. A guard that
/// borrows its handle cannot meter those: the compiler refuses that. Without a handle the guard finishes by itself.
fn end_or_wrap_by_type(function: &AttributedFn) -> TokenStream {
    let private = function.private();
    let import = quote_mixed_site! {
        #[allow(unused_imports)] // a type may need none of the probes
        use #private::probes::*;
    };
    let kind = deferred::kind(function);
    if function.args.has(Key::Handle) {
        let check = quote_mixed_site!(#import #kind.assert_not_deferred(&__returned););
        return guard_end::end_with_returned(function, Span::mixed_site(), Some(&check));
    }
    let (failed, end) = (guard_end::failed_at_start(function), guard_end::end(function));
    quote_mixed_site! {
        #import
        let __kind = #kind;
        __kind.meter(__returned, __guard, |__value| #failed, move |__value, mut __guard| #end)
    }
}

/// Runs the user's body in the scope of the guard.
fn run_body(function: &AttributedFn, captures: &[TokenStream]) -> TokenStream {
    let (item, private) = (&function.item, function.private());
    let returns = &item.returns;
    // The compiler reports errors in the closure or block around the body at the body.
    let span = hygiene::mixed_site_at(item.body_span());
    let ty = match returns.shape {
        ReturnShape::Never => Some(quote_spanned!(span=> ::core::convert::Infallible)),
        _ => returns.erased_type(span),
    };
    if item.track_caller {
        return run_in_place(function, ty.as_ref());
    }
    if item.is_async() {
        let expected = ty.map(|ty| infer_output_type(function, &ty));
        let block = body_block::preceded_by(item, &quote!(#expected #(#captures)*));
        return quote_spanned! {span=>
            #private::instrument(&mut __guard, ::core::pin::pin!(async move #block)).await
        };
    }
    let block = body_block::preceded_by(item, &quote!(#(#captures)*));
    let arrow = ty.as_ref().map(|ty| quote_spanned!(span=> -> #ty));
    let called = quote_spanned!(span=> #private::in_scope(&mut __guard, move || #arrow #block));
    // The `async` block in the body gets the type that it yields.
    match (returns.shape, returns.erased_output()) {
        (ReturnShape::Future, Some(output)) => quote_spanned!(span=> #private::infer_output::<#output, _>(#called)),
        (ReturnShape::FutureInResult, Some(output)) => {
            quote_spanned!(span=> #private::infer_output_in_result::<#output, _, _>(#called))
        }
        _ => called,
    }
}

/// Leaves the body in the function itself, for `#[track_caller]`:
///
/// ```text
/// identity::<R>({ let __entered = enter(&mut __guard); body })
/// ```
fn run_in_place(function: &AttributedFn, ty: Option<&TokenStream>) -> TokenStream {
    let private = function.private();
    let span = hygiene::mixed_site_at(function.item.body_span());
    let enter = quote_spanned! {span=>
        #[allow(unused_variables)] // it is only dropped
        let __entered = #private::enter(&mut __guard);
    };
    let block = body_block::preceded_by(&function.item, &enter);
    match ty {
        Some(ty) => quote_spanned!(span=> ::core::convert::identity::<#ty>(#block)),
        None => block,
    }
}

/// Adds an unreachable `return` so that the output type of the `async` block, and with it `?` and coercions, is inferred
/// from the signature. It is at the place where the user has written that type.
fn infer_output_type(function: &AttributedFn, ty: &TokenStream) -> TokenStream {
    let (private, (span, _)) = (function.private(), function.item.returns.first_and_last_span());
    let expected = quote_spanned! {span=>
        let __expected: #ty = #private::never();
        return __expected;
    };
    quote_mixed_site! {
        #[allow(unreachable_code, clippy::diverging_sub_expression)] // it never runs
        if false { #expected }
    }
}
