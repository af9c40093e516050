//! Where `#[llm_metered]` takes the usage from.

use super::{Errors, Keys, similar::nearest};
use crate::tokens::{Ident, TokenTree};

/// The presets that `usage` knows by name.
pub(super) const PRESETS: &[&str] = &["openai"];

/// A bare name is a preset: a function of that name would be a slip that is hard to see.
pub(super) fn check(keys: &Keys, errors: &mut Errors) {
    let Some(usage) = keys.get("usage") else { return };
    let [TokenTree::Ident(name)] = usage.value.as_slice() else { return };
    let written = name.to_string();
    let mut known = PRESETS.iter().copied().chain(["none"]);
    let is_literal = written == "true" || written == "false";
    if !is_literal && !known.any(|known| known == written) {
        errors.push(name.span(), no_preset(name));
    }
}

fn no_preset(name: &Ident) -> String {
    let known = || PRESETS.iter().copied().chain(["none"]);
    if let Some(meant) = nearest(&name.to_string(), known()) {
        return format!("there is no preset `{name}`: did you mean `{meant}`?");
    }
    let known: Vec<String> = known().map(|known| format!("`{known}`")).collect();
    format!(
        "there is no preset `{name}`, only {}; for a function of yours write `usage = |response| {name}(response)`",
        known.join(", ")
    )
}
