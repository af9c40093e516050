//! The body that records.

use super::{
    braces,
    drop_order::DropOrderCapture,
    parts::{Handle, Parts},
    stream,
};
use crate::{
    hygiene::{self, frame},
    metered::Metered,
    return_type::ReturnShape,
};
use proc_macro2::TokenStream;
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
pub(super) fn body(metered: &Metered, parts: &Parts, captures: &[DropOrderCapture]) -> TokenStream {
    let start = &parts.start;
    let handle = parts.handle.as_ref().map(Handle::instrumented);
    let run = run(metered, parts, captures);
    let finish = finish(metered, parts);
    frame! {
        #handle
        let mut __guard = #start;
        let __returned = #run;
        #finish
    }
}

/// Ends `__guard` with `__returned`, or lets a future or stream take it along.
fn finish(metered: &Metered, parts: &Parts) -> TokenStream {
    let end = &parts.end;
    let returns = &metered.item.returns;
    match returns.shape {
        _ if parts.is_llm_stream => deferred(metered, parts),
        // Nothing is returned, so there is no value to look at: the guard records when it is dropped.
        ReturnShape::Never => frame!(match __returned {}),
        // What is metered is the call that makes the future, and then the future to its end.
        ReturnShape::Future => stream::wrap(metered, parts),
        ReturnShape::BoxedFuture if !metered.item.is_async() => {
            let wrapped = stream::wrap(metered, parts);
            frame!(::std::boxed::Box::pin(#wrapped))
        }
        ReturnShape::Stream | ReturnShape::FutureInResult => deferred(metered, parts),
        ReturnShape::Value | ReturnShape::BoxedFuture if returns.has_opaque || returns.is_known_plain => {
            frame! {
                {
                    let __value = &__returned;
                    #end
                }
                __returned
            }
        }
        ReturnShape::Value | ReturnShape::BoxedFuture => by_type(metered, parts),
    }
}

/// A stream or future, or a `Result` of one, takes the guard along; an error ends it.
fn deferred(metered: &Metered, parts: &Parts) -> TokenStream {
    let Parts { krate, failed, finish, .. } = parts;
    let wrapped = stream::wrap(metered, parts);
    frame! {
        #[allow(unused_imports)]
        use #krate::__private::probes::*;
        let __failed = {
            let __value = &__returned;
            #failed
        };
        #krate::__private::DeferredProbe(__returned).meter(
            __guard,
            __failed,
            move |__guard, __observed| #finish,
            move |__returned, __guard, __finish| #wrapped,
        )
    }
}

/// The type may be an alias of a future or stream, such as a boxed future, which the compiler finds out. A guard that
/// borrows its handle cannot meter those: the compiler refuses that. Without a handle the guard finishes by itself.
fn by_type(metered: &Metered, parts: &Parts) -> TokenStream {
    let Parts { krate, end, failed, .. } = parts;
    let probe = if metered.item.is_async() {
        frame!(#krate::__private::YieldedProbe)
    } else {
        frame!(#krate::__private::ReturnedProbe)
    };
    let kind = frame!((&&&&#probe(&__returned)).kind());
    if parts.handle.is_none() {
        return frame! {
            #[allow(unused_imports)]
            use #krate::__private::probes::*;
            let __kind = #kind;
            __kind.meter(__returned, __guard, |__value| #failed, move |__value, mut __guard| #end)
        };
    }
    frame! {
        {
            #[allow(unused_imports)]
            use #krate::__private::probes::*;
            #kind.ends(&__returned);
            let __value = &__returned;
            #end
        }
        __returned
    }
}

/// The user's body, run in the scope of the guard.
fn run(metered: &Metered, parts: &Parts, captures: &[DropOrderCapture]) -> TokenStream {
    let (item, krate) = (&metered.item, &parts.krate);
    let returns = &item.returns;
    // What the compiler reports of the closure or block around the body is reported there.
    let span = hygiene::at(item.body_span());
    let kind = match returns.shape {
        ReturnShape::Never => Some(quote_spanned!(span=> ::core::convert::Infallible)),
        _ => returns.nameable(span),
    };
    if item.track_caller {
        return run_in_place(metered, parts, kind.as_ref());
    }
    let captures: TokenStream = captures.iter().map(DropOrderCapture::statement).collect();
    if item.is_async() {
        let expected = kind.map(|kind| expected(metered, parts, &kind));
        let block = braces::block(item, &quote!(#expected #captures));
        return quote_spanned! {span=>
            #krate::__private::instrument(&mut __guard, ::core::pin::pin!(async move #block)).await
        };
    }
    let block = braces::block(item, &captures);
    let arrow = kind.as_ref().map(|kind| quote_spanned!(span=> -> #kind));
    let called = quote_spanned!(span=> #krate::__private::in_scope(&mut __guard, move || #arrow #block));
    match returns.erased_output() {
        // The `async` block in the body gets the type that it yields.
        Some(output) if returns.shape == ReturnShape::Future => {
            quote_spanned!(span=> #krate::__private::yielding::<#output, _>(#called))
        }
        _ => called,
    }
}

/// Under `#[track_caller]` the body stays in the function itself:
///
/// ```text
/// identity::<R>({ let __entered = enter(&mut __guard); body })
/// ```
fn run_in_place(metered: &Metered, parts: &Parts, kind: Option<&TokenStream>) -> TokenStream {
    let krate = &parts.krate;
    let span = hygiene::at(metered.item.body_span());
    let enter = quote_spanned! {span=>
        #[allow(unused_variables)]
        let __entered = #krate::__private::enter(&mut __guard);
    };
    let block = braces::block(&metered.item, &enter);
    match kind {
        Some(kind) => quote_spanned!(span=> ::core::convert::identity::<#kind>(#block)),
        None => block,
    }
}

/// Adds an unreachable `return` so that the output type of the `async` block, and with it `?` and coercions, is inferred
/// from the signature. It is at the place where the user has written that type.
fn expected(metered: &Metered, parts: &Parts, kind: &TokenStream) -> TokenStream {
    let krate = &parts.krate;
    let expected = quote_spanned! {metered.item.returns.span()=>
        let __expected: #kind = #krate::__private::never();
        return __expected;
    };
    frame! {
        #[allow(unreachable_code, clippy::diverging_sub_expression)]
        if false { #expected }
    }
}
