//! `#[tool_call]`

use super::{
    parts::{self, Parts},
    process_metric::tell,
    template::template,
};
use crate::{Mode, parse::Function, tokens::Span, validate::Keys};

pub(super) fn parts(mode: Mode, keys: &Keys, function: &Function) -> Parts {
    let krate = parts::krate(keys);
    let label = |name| parts::label(keys, name, &krate);
    let name = match keys.get("name") {
        Some(_) => label("name"),
        None => parts::literal(&function.name),
    };
    let start = template(
        "$krate::__private::ToolCall::start($context, $agent_id, $tier, $worker_type, $name, $errors)",
        Span::mixed_site(),
        &[
            ("krate", &krate),
            ("context", &parts::context(keys, &krate)),
            ("agent_id", &label("agent_id")),
            ("tier", &label("tier")),
            ("worker_type", &label("worker_type")),
            ("name", &name),
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
