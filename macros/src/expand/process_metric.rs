//! `#[process_metric]`

use super::{
    parts::{self, Parts},
    template::template,
};
use crate::{
    Mode,
    parse::Function,
    tokens::{Span, TokenStream},
    validate::Keys,
};

pub(super) fn parts(mode: Mode, keys: &Keys, function: &Function) -> Parts {
    let krate = parts::krate(keys);
    let label = |name| parts::label(keys, name, &krate);
    let kind = match keys.get("tier") {
        Some(_) => label("tier"),
        None => parts::literal(keys.word.as_ref().unwrap_or(&function.name)),
    };
    let start = template(
        "$krate::__private::Process::start($context, $agent_id, $kind, $worker_type, $errors)",
        Span::mixed_site(),
        &[
            ("krate", &krate),
            ("context", &parts::context(keys, &krate)),
            ("agent_id", &label("agent_id")),
            ("kind", &kind),
            ("worker_type", &label("worker_type")),
            ("errors", &parts::flag(keys, "errors")),
        ],
    );
    let handle_type = template("$krate::__private::OutcomeHandle", Span::mixed_site(), &[("krate", &krate)]);
    Parts {
        handle: parts::handle(keys).map(|handle| (handle, handle_type)),
        start,
        tell: tell(mode, keys, function, &krate),
        failed: parts::failed_to_begin(mode, keys, &krate, function),
        finish: parts::finish(keys),
        rewrapped: None,
        krate,
    }
}

/// ```text
/// let __failed = …;
/// __guard.end(Some(&__handle), __failed);
/// ```
pub(super) fn tell(mode: Mode, keys: &Keys, function: &Function, krate: &TokenStream) -> TokenStream {
    let value = parts::value(function);
    template(
        "{
            #[allow(unused_imports)]
            use $krate::__private::probes::*;
            let __failed = $failed;
            __guard.end($handle, __failed);
        }",
        Span::mixed_site(),
        &[
            ("krate", krate),
            ("failed", &parts::failed(mode, keys, krate, &value, function)),
            ("handle", &parts::told_handle(keys)),
        ],
    )
}
