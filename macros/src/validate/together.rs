//! What is wrong only together: keys with each other, and with the function.

use super::{Errors, Keys};
use crate::{
    Attribute,
    parse::{Function, Shape},
    tokens::same_name,
};

/// The presets that `usage` knows by name.
pub(crate) const PRESETS: &[&str] = &["openai"];

pub(crate) fn together(attribute: Attribute, keys: &Keys, function: &Function, errors: &mut Errors) {
    if attribute == Attribute::MemoryOp && keys.word.is_none() {
        errors.push(
            function.name.span(),
            "`#[memory_op]` wants the operation: `#[memory_op(save)]` (save, update, delete, forget, recall, search, \
             load, embed, or a name of yours)",
        );
    }
    if let (Attribute::ProcessMetric, Some(word), Some(tier)) = (attribute, &keys.word, keys.get("tier")) {
        errors.push(tier.span, format!("the kind is given twice: as `{word}`, and here; remove one"));
    }
    if attribute == Attribute::LlmMetered {
        usage(keys, errors);
        if let Some(stream) = keys.get("stream").filter(|_| function.returned.shape == Shape::Never) {
            errors.push(stream.span, "`stream` is for functions that return a stream; this one never returns");
        }
    }
}

/// A bare name is a preset: a function of that name would be a slip that is hard to see.
fn usage(keys: &Keys, errors: &mut Errors) {
    let Some(usage) = keys.get("usage") else { return };
    let [crate::tokens::TokenTree::Ident(name)] = usage.value.as_slice() else { return };
    let known = PRESETS.iter().chain(&["none"]).any(|known| same_name(name, known));
    if !known {
        errors.push(
            name.span(),
            format!(
                "there is no preset `{name}`: the presets are {}; for a function of yours write \
                 `usage = |response| {name}(response)`",
                PRESETS
                    .iter()
                    .map(|preset| format!("`{preset}`"))
                    .chain(["`none`".to_owned()])
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        );
    }
}
