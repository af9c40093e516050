//! `#[memory_op]`

use super::{
    parts::{self, Parts},
    template::{hygienic, template},
};
use crate::{
    Mode,
    parse::{Function, stream},
    tokens::{Span, TokenStream},
    validate::Keys,
};

pub(super) fn parts(mode: Mode, keys: &Keys, function: &Function) -> Parts {
    let krate = parts::krate(keys);
    let label = |name| parts::label(keys, name, &krate);
    let start = template(
        "$krate::__private::MemoryOp::start($context, $agent_id, $tier, $worker_type, $operation, $errors)",
        Span::mixed_site(),
        &[
            ("krate", &krate),
            ("context", &parts::context(keys, &krate)),
            ("agent_id", &label("agent_id")),
            ("tier", &label("tier")),
            ("worker_type", &label("worker_type")),
            ("operation", &parts::literal(keys.word.as_ref().unwrap_or(&function.name))),
            ("errors", &parts::flag(keys, "errors")),
        ],
    );
    let handle_type = template("$krate::__private::MemoryHandle", Span::mixed_site(), &[("krate", &krate)]);
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
/// let __success = SplitValue(&__value).success();
/// __guard.end(Some(&__handle), __failed, affected, found, results);
/// ```
fn tell(mode: Mode, keys: &Keys, function: &Function, krate: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    let value = parts::value(function);
    let by_closure = |name: &str, function: &str| {
        let value = &keys.get(name)?.value;
        // What is wrong with a closure is shown there.
        let place = value.first().map_or(span, |first| hygienic(first.span()));
        let source = format!("$krate::__private::{function}(__success, $closure)");
        let krate = parts::krate_at(keys, place);
        Some(template(&source, place, &[("krate", &krate), ("closure", &stream(value))]))
    };
    let by_type = |method: &str| {
        let source = format!("(&&$krate::__private::SuccessProbe(__success)).{method}()");
        template(&source, span, &[("krate", krate)])
    };
    let affected = by_closure("affected", "affected_by").unwrap_or_else(|| by_type("affected"));
    let split = "$krate::__private::SplitValue(__value).success()";
    let results =
        by_closure("results", "results_by").unwrap_or_else(|| template("::core::option::Option::None", span, &[]));
    template(
        "{
            #[allow(unused_imports)]
            use $krate::__private::probes::*;
            let __failed = $failed;
            let __success = $success;
            __guard.end($handle, __failed, $affected, $found, $results);
        }",
        span,
        &[
            ("krate", krate),
            ("failed", &parts::failed(mode, keys, krate, &value, function)),
            ("handle", &parts::told_handle(keys)),
            ("success", &template(split, span, &[("krate", krate)])),
            ("affected", &affected),
            ("found", &by_type("results")),
            ("results", &results),
        ],
    )
}
