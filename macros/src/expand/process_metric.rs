//! `#[process_metric]`

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
    let agent_id = parts::label(metered, Key::AgentId, &krate);
    let kind = if metered.args.has(Key::Tier) {
        parts::label(metered, Key::Tier, &krate)
    } else {
        let kind = metered.args.positional.as_ref().unwrap_or(&metered.item.sig.ident);
        parts::literal(kind).into_token_stream()
    };
    let worker_type = parts::label(metered, Key::WorkerType, &krate);
    let errors = metered.args.has(Key::Errors);
    let start = frame! {
        #krate::__private::Process::start(#context, #agent_id, #kind, #worker_type, #errors)
    };
    let handle = frame!(#krate::__private::OutcomeHandle);
    outcome::parts(mode, metered, krate, start, handle, None)
}
