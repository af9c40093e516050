//! `#[llm_metered]`

use super::{
    parts::{self, Handle, Parts},
    presets, stream,
};
use crate::{
    args::{Key, UsageSource},
    attribute::{Metered, Mode},
    hygiene::{self, frame},
    tokens::ends,
};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

pub(super) fn parts(mode: Mode, metered: &Metered) -> Parts {
    let krate = parts::krate(metered);
    let context = parts::context(metered, &krate);
    let [agent_id, tier, worker_type] = parts::ambient_labels(metered, &krate);
    let model = parts::label(metered, Key::Model, &krate);
    let provider = parts::label(metered, Key::Provider, &krate);
    let handle = match (metered.args.has(Key::Handle), parts::outlives_call(metered)) {
        (false, _) => frame!(#krate::__private::NoHandle),
        (true, false) => frame!(&__handle),
        (true, true) => frame!(::std::sync::Arc::clone(&__handle)),
    };
    let attempt = metered.args.has(Key::Attempt);
    let start = frame! {
        #krate::__private::LlmCall::start(
            #context, #agent_id, #tier, #worker_type, #model, #provider, #handle, #attempt
        )
    };
    Parts {
        handle: Handle::new(metered, frame!(#krate::__private::LlmHandle)),
        start,
        end: end(mode, metered, &krate),
        failed: parts::failed_at_start(mode, metered, &krate),
        finish: frame!(__guard.finish(__observed)),
        stream: parts::is_llm_stream(metered).then(|| stream::llm_stream(mode, metered, &krate)),
        krate,
    }
}

/// ```text
/// let __failed = …;
/// __guard.end(__failed, SplitValue(&*__value).success());
/// ```
fn end(mode: Mode, metered: &Metered, krate: &TokenStream) -> TokenStream {
    let failed = parts::failed(mode, metered, krate, &parts::value(metered));
    let Success { place, value, usage } = Success::new(metered, krate, |place| quote_spanned!(place=> &*__value));
    let end = match (metered.args.usage(), usage) {
        (UsageSource::None, _) => quote_spanned!(place=> __guard.end_untold(__failed);),
        (_, Some(usage)) => quote_spanned!(place=> __guard.end_with(__failed, #value, #usage);),
        (_, None) => quote_spanned!(place=> __guard.end(__failed, #value);),
    };
    frame!({
        #[allow(unused_imports)]
        use #krate::__private::probes::*;
        let __failed = #failed;
        #end
    })
}

/// The success of a value, and what reads its usage.
pub(super) struct Success {
    /// Where the compiler is to show what is wrong: at the closure, or at the return type.
    pub(super) place: Span,
    /// `SplitValue(value).success()`, of which the return type has the first token and the last.
    pub(super) value: TokenStream,
    /// A closure or function of the success, where its type does not report the usage.
    pub(super) usage: Option<TokenStream>,
}

impl Success {
    pub(super) fn new(metered: &Metered, krate: &TokenStream, value: impl Fn(Span) -> TokenStream) -> Self {
        let (place, last, usage) = match metered.args.usage() {
            UsageSource::Response | UsageSource::None => {
                let (first, last) = metered.item.returns.ends();
                (first, last, None)
            }
            UsageSource::Preset(preset, cache, name) => {
                let place = hygiene::at(name.span());
                (place, place, Some(presets::closure(preset, cache, name, krate)))
            }
            UsageSource::Function(function) => {
                let place = ends(function).map_or_else(Span::mixed_site, |(first, _)| hygiene::at(first));
                (place, place, Some(function.to_token_stream()))
            }
        };
        let (krate, value, called) = (parts::krate_at(metered, place), value(place), quote_spanned!(last=> ()));
        Self { place, value: quote_spanned!(place=> #krate::__private::SplitValue(#value).success #called), usage }
    }
}
