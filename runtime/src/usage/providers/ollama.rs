//! Reads the usage in a body of Ollama's chat and generate APIs.
//!
//! The last chunk reports the usage, and a prompt that was cached from the call before may be missing in it.

use super::fields::{Object, count, has_any};
use crate::usage::TokenUsage;

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    has_any(body, &["prompt_eval_count", "eval_count"])
        .then(|| TokenUsage::new().input(count(body, "prompt_eval_count")).output(count(body, "eval_count")))
}
