//! `#[llm_metered]`

use super::{
    parts::{self, Handle, Parts},
    presets,
};
use crate::{
    args::{Key, UsageSource},
    hygiene::{self, frame},
    metered::{Metered, Mode},
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
        is_llm_stream: parts::is_llm_stream(metered),
        krate,
    }
}

/// ```text
/// let __failed = …;
/// __guard.end(__failed, ResultProbe(&*__value).success());
/// ```
fn end(mode: Mode, metered: &Metered, krate: &TokenStream) -> TokenStream {
    let failed = parts::failed(mode, metered, krate, &parts::value(metered));
    let returns = &metered.item.returns;
    // What the compiler says of the usage is shown where that is written: at the closure, or at the return type.
    let ((place, last), usage) = match metered.args.usage() {
        UsageSource::Response | UsageSource::None => (returns.ends(), None),
        UsageSource::Preset(preset, cache, name) => {
            let place = hygiene::at(name.span());
            ((place, place), Some(presets::closure(preset, cache, name, krate)))
        }
        UsageSource::Function(function) => {
            let place = ends(function).map_or_else(Span::mixed_site, |(first, _)| hygiene::at(first));
            ((place, place), Some(function.to_token_stream()))
        }
    };
    let (at_place, called) = (parts::krate_at(metered, place), quote_spanned!(last=> ()));
    let success = quote_spanned!(place=> #at_place::__private::ResultProbe(&*__value).success #called);
    let end = match (metered.args.usage(), usage) {
        (UsageSource::None, _) => quote_spanned!(place=> __guard.end_without_usage(__failed);),
        (_, Some(usage)) => quote_spanned!(place=> __guard.end_with(__failed, #success, #usage);),
        (_, None) => quote_spanned!(place=> __guard.end(__failed, #success);),
    };
    frame!({
        #[allow(unused_imports)]
        use #krate::__private::probes::*;
        let __failed = #failed;
        #end
    })
}
