//! A future or stream that is metered after the function has returned it.

use super::{
    llm_metered::Success,
    parts::{self, Parts},
};
use crate::{
    args::UsageSource,
    attribute::{Metered, Mode},
    return_type::ReturnShape,
};
use proc_macro2::TokenStream;
use quote::quote_spanned;

/// An expression in which `__guard` meters `__returned`.
pub(super) fn wrap(metered: &Metered, parts: &Parts) -> TokenStream {
    let Parts { krate, end, .. } = parts;
    let returns = &metered.item.returns;
    // What cannot be metered is wrong with the type: the place is where it is written.
    let span = returns.span();
    match returns.shape {
        ReturnShape::Future | ReturnShape::BoxedFuture | ReturnShape::FutureInResult => quote_spanned! {span=>
            async move {
                let mut __guard = __guard;
                let __returned = #krate::__private::poll_within(&mut __guard, ::core::pin::pin!(__returned)).await;
                {
                    let __value = &__returned;
                    #end
                }
                __returned
            }
        },
        _ if returns.has_opaque => quote_spanned! {span=>
            #krate::__private::MeteredRest::new(__returned, __guard, move |__value, mut __guard| #end, __finish)
        },
        _ => quote_spanned! {span=> {
            let __observe = #krate::__private::item_teller(&__returned, &__guard, move |__value, mut __guard| #end);
            #krate::__private::Continue::continued(
                __returned,
                __guard,
                |_: &_| ::core::option::Option::None,
                __observe,
                __finish,
            )
        }},
    }
}

/// `#[llm_metered(stream)]`
///
/// ```text
/// StreamValue(__returned).meter(__guard, failed, |stream, call| {
///     let observe = observer(&stream, |item, items| items.item(failed, SplitValue(item).success()));
///     Metered::new(stream, call, observe)         // or, for a type that is written out, Rewrap::rewrap(…)
/// })
/// ```
pub(super) fn llm_stream(mode: Mode, metered: &Metered, krate: &TokenStream) -> TokenStream {
    let returns = &metered.item.returns;
    let span = returns.span();
    let failed = parts::failed_at_start(mode, metered, krate);
    let observe_item = observe_item(mode, metered, krate);
    // The value does not flow to the return type by itself, so its items get their type here.
    let item_type = returns.item().filter(|_| returns.has_opaque).map(|item| quote_spanned!(span=> : &#item));
    let krate = parts::krate_at(metered, span);
    let wrapped = if returns.has_opaque {
        quote_spanned!(span=> #krate::__private::Metered::new(__stream, __call, __observe))
    } else {
        quote_spanned!(span=> #krate::__private::Rewrap::rewrap(__stream, __call, __observe))
    };
    quote_spanned! {span=> {
        #[allow(unused_imports)]
        use #krate::__private::probes::*;
        let __failed = {
            let __value = &__returned;
            #failed
        };
        #krate::__private::StreamValue(__returned).meter(__guard, __failed, move |__stream, __call| {
            let __observe = #krate::__private::observer(&__stream, move |__item #item_type, __items| {
                #observe_item
            });
            #wrapped
        })
    }}
}

/// Reports one `__item` to `__items`.
fn observe_item(mode: Mode, metered: &Metered, krate: &TokenStream) -> TokenStream {
    let span = metered.item.returns.span();
    let item = quote_spanned!(span=> __item);
    let failed = parts::failed(mode, metered, krate, &item);
    let Success { place, value, usage } = Success::new(metered, krate, |place| quote_spanned!(place=> __item));
    let observed = match (metered.args.usage(), usage) {
        (UsageSource::None, _) => quote_spanned!(place=> __items.item_untold(__failed);),
        (_, Some(usage)) => quote_spanned!(place=> __items.item_with(__failed, #value, #usage);),
        (_, None) => quote_spanned!(place=> __items.item(__failed, #value);),
    };
    quote_spanned! {span=>
        let __failed = #failed;
        #observed
    }
}
