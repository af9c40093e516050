//! The bare word that stands first: `worker` of `#[process_metric(worker)]`, `save` of `#[memory_op(save)]`.

use super::Errors;
use crate::{Attribute, tokens::Ident};

/// What the first word of an attribute says.
pub(super) struct Word {
    /// What it is called in messages.
    pub(super) name: &'static str,
    /// The ones that have a meaning of their own; any other is allowed.
    pub(super) known: &'static [&'static str],
    /// One to show.
    pub(super) example: &'static str,
    /// Keys by which it might be given in other libraries.
    pub(super) as_key: &'static [&'static str],
    /// Where a computed one goes, if there can be one.
    pub(super) computed: Option<&'static str>,
}

const KIND: Word = Word {
    name: "kind of process",
    known: &["channel", "branch", "worker", "compactor", "cortex"],
    example: "worker",
    as_key: &["kind", "process", "process_kind", "type"],
    computed: Some("tier"),
};

const OPERATION: Word = Word {
    name: "operation",
    known: &["save", "update", "delete", "forget", "recall", "search", "load", "embed"],
    example: "save",
    as_key: &["op", "operation", "kind", "action"],
    computed: None,
};

impl Attribute {
    /// What the word before the keys says, if this attribute has one.
    pub(super) fn word(self) -> Option<&'static Word> {
        match self {
            Self::ProcessMetric => Some(&KIND),
            Self::MemoryOp => Some(&OPERATION),
            Self::LlmMetered | Self::ToolCall => None,
        }
    }
}

/// Any word is allowed, but a known one in another case, or with its letters mixed up, is a slip that would become a label of
/// its own.
pub(super) fn check(word: &Ident, attribute: Attribute, errors: &mut Errors) {
    let written = word.to_string();
    let Some(Word { name, known, .. }) = attribute.word() else { return };
    let this = attribute.name();
    for meant in known.iter().filter(|known| **known != written) {
        if meant.eq_ignore_ascii_case(&written) {
            errors.push(word.span(), format!("the {name} `{meant}` is written in lower case: `#[{this}({meant})]`"));
        } else if letters(meant) == letters(&written) {
            errors.push(word.span(), format!("unknown {name} `{written}`: did you mean `{meant}`?"));
        }
    }
}

/// The letters, in order.
fn letters(word: &str) -> Vec<u8> {
    let mut letters = word.to_ascii_lowercase().into_bytes();
    letters.sort_unstable();
    letters
}
