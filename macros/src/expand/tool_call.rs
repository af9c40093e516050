//! `#[tool_call]`

use super::{
    outcome,
    parts::{self, Parts},
};
use crate::{
    args::Key,
    hygiene::frame,
    metered::{Metered, Mode},
};
use quote::ToTokens;

pub(super) fn parts(mode: Mode, metered: &Metered) -> Parts {
    let krate = parts::krate(metered);
    let context = parts::context(metered, &krate);
    let [agent_id, tier, worker_type] = parts::ambient_labels(metered, &krate);
    let name = if metered.args.has(Key::Name) {
        parts::label(metered, Key::Name, &krate)
    } else {
        parts::literal(&metered.item.sig.ident).into_token_stream()
    };
    let errors = metered.args.has(Key::Errors);
    let start = frame! {
        #krate::__private::ToolCall::start(#context, #agent_id, #tier, #worker_type, #name, #errors)
    };
    let handle = frame!(#krate::__private::OutcomeHandle);
    outcome::parts(mode, metered, krate, start, handle, None)
}
