//! Checks the bare word in first place: `worker` of `#[process_metric(worker)]`, `save` of `#[memory_op(save)]`.

use crate::{attribute_kind::AttributeKind, errors::Errors};
use proc_macro2::Ident;

/// The meaning of the word for an attribute.
pub(super) struct PositionalArg {
    /// Its name in messages.
    pub(super) name: &'static str,
    /// The words that have a meaning of their own; any other is allowed.
    pub(super) known: &'static [&'static str],
    /// A word to show in messages.
    pub(super) example: &'static str,
    /// Keys that users write instead of the bare word, which is then suggested.
    pub(super) mistaken_keys: &'static [&'static str],
}

const KIND: PositionalArg = PositionalArg {
    name: "kind of process",
    known: &["channel", "branch", "worker", "compactor", "cortex"],
    example: "worker",
    mistaken_keys: &["kind", "process", "process_kind", "type"],
};

const OPERATION: PositionalArg = PositionalArg {
    name: "operation",
    known: &["save", "upsert", "update", "delete", "forget", "recall", "search", "load", "embed"],
    example: "save",
    mistaken_keys: &["op", "operation", "kind", "action"],
};

impl AttributeKind {
    /// The meaning of the word before the keys, if this attribute takes one.
    pub(super) fn positional(self) -> Option<&'static PositionalArg> {
        match self {
            Self::ProcessMetric => Some(&KIND),
            Self::MemoryOp => Some(&OPERATION),
            Self::LlmMetered | Self::ToolCall | Self::InContext => None,
        }
    }
}

/// Any word is allowed, but a known one in another case, or with its letters in another order, is a misspelling that would
/// become a label value of its own.
pub(super) fn check(attribute: AttributeKind, word: &Ident, errors: &mut Errors) {
    let written = word.to_string();
    let this = attribute.name();
    let Some(PositionalArg { name, known, .. }) = attribute.positional() else { return };
    for meant in known.iter().filter(|known| **known != written) {
        if meant.eq_ignore_ascii_case(&written) {
            errors.push(word.span(), format!("the {name} `{meant}` is written in lower case: `#[{this}({meant})]`"));
        } else if sorted_letters(meant) == sorted_letters(&written) {
            errors.push(word.span(), format!("unknown {name} `{written}`: did you mean `{meant}`?"));
        }
    }
}

fn sorted_letters(word: &str) -> Vec<u8> {
    let mut letters = word.to_ascii_lowercase().into_bytes();
    letters.sort_unstable();
    letters
}
