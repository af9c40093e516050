//! What is wrong only together: keys with each other, and with the function.

use super::{Errors, Keys, handles, streams, usage};
use crate::{Attribute, parse::Function, tokens::Span};

pub(crate) fn together(attribute: Attribute, keys: &mut Keys, function: &Function, errors: &mut Errors) {
    if let (Attribute::MemoryOp, None, Some(word)) = (attribute, &keys.word, attribute.word()) {
        let message = format!(
            "`#[memory_op]` wants the operation first: `#[memory_op(save)]` ({}, or a name of yours)",
            word.known.join(", ")
        );
        // At the attribute, as if the user had written the error there.
        errors.push(function.name.span().located_at(Span::call_site()), message);
    }
    if let (Attribute::ProcessMetric, Some(word), Some(tier)) = (attribute, &keys.word, keys.get("tier")) {
        errors.push(word.span(), "the kind of process is given twice: here first");
        errors.push(tier.span, "the kind of process is given twice: here as `tier`; remove one");
    }
    if let Some(error) = keys.get("error").filter(|_| function.returned.tokens.is_empty()) {
        errors.push(error.span, "`error` says how an `Err` counts, and this function returns none: leave it out");
    }
    handles::check(keys, function, errors);
    if attribute == Attribute::LlmMetered {
        usage::check(keys, errors);
        streams::check(keys, function, errors);
    }
}
