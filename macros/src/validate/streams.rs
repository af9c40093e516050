//! `stream`, on functions that can't return one.

use super::{Errors, Keys};
use crate::parse::{Function, Shape};

/// The rest the compiler finds out.
pub(super) fn check(keys: &Keys, function: &Function, errors: &mut Errors) {
    let returned = &function.returned;
    if let Some(stream) = keys.get("stream").filter(|_| returned.tokens.is_empty() || returned.shape == Shape::Never) {
        errors.push(
            stream.span,
            "`stream` is for functions that return a stream, and this one returns none: leave it out",
        );
    }
}
