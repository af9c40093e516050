//! A future or stream that is metered after the function has returned it.

use super::end::{self, end};
use crate::{metered::Metered, return_type::ReturnShape};
use proc_macro2::TokenStream;
use quote::quote_spanned;

/// An expression in which `__guard` meters `__returned`.
pub(super) fn wrap(metered: &Metered) -> TokenStream {
    let (returns, private, end) = (&metered.item.returns, metered.private(), end(metered));
    // What cannot be metered is wrong with the type: the place is where it is written.
    let (span, _) = returns.ends();
    match returns.shape {
        _ if metered.is_llm_stream() => wrap_llm_stream(metered),
        ReturnShape::Future | ReturnShape::BoxedFuture | ReturnShape::FutureInResult => {
            let end = end::end_with_returned(metered, span, None);
            quote_spanned! {span=>
                async move {
                    let mut __guard = __guard;
                    let __returned = #private::instrument(&mut __guard, ::core::pin::pin!(__returned)).await;
                    #end
                }
            }
        }
        _ if returns.has_opaque => quote_spanned! {span=>
            #private::MeteredStream::new(__returned, __guard, move |__value, mut __guard| #end, __finish)
        },
        _ => quote_spanned! {span=> {
            let __observe = #private::item_reporter(&__returned, &__guard, move |__value, mut __guard| #end);
            #private::WrapDeferred::wrap_deferred(
                __returned,
                __guard,
                |_: &_| ::core::option::Option::None,
                __observe,
                __finish,
            )
        }},
    }
}

/// `#[llm_metered]` of a stream: the type of a client's stream may be made anew around the metered one.
///
/// ```text
/// let __observe = item_reporter(&__returned, &__guard, |__value, mut __guard| end);
/// MeteredStream::new(__returned, __guard, __observe, __finish)    // `impl Stream`
/// Rebuild::rebuild(__returned, __guard, __observe)                // a type that is written out
/// ```
fn wrap_llm_stream(metered: &Metered) -> TokenStream {
    let (returns, end) = (&metered.item.returns, end(metered));
    let (span, _) = returns.ends();
    let krate = metered.krate(span);
    // The value does not flow to the return type by itself, so its items get their type here.
    let item_type = returns.item().filter(|_| returns.has_opaque).map(|item| quote_spanned!(span=> : &#item));
    let wrapped = if returns.has_opaque {
        quote_spanned!(span=> #krate::__private::MeteredStream::new(__returned, __guard, __observe, __finish))
    } else {
        quote_spanned!(span=> #krate::__private::Rebuild::rebuild(__returned, __guard, __observe))
    };
    quote_spanned! {span=> {
        let __observe = #krate::__private::item_reporter(
            &__returned, &__guard, move |__value #item_type, mut __guard| #end
        );
        #wrapped
    }}
}
