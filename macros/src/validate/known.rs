//! The keys of each attribute, and what each takes.

use crate::{Attribute, tokens::Ident};

/// What stands after the `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Any expression, evaluated at entry.
    Expression,
    /// A path to a function, or a closure, of one argument.
    Function,
    /// The same, or the name of a preset, or `none`.
    Usage,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A name to bind.
    Name,
    /// A path to a crate.
    Path,
    /// Nothing: the key alone says it.
    Nothing,
}

#[derive(Debug)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// A value that shows what it takes.
    pub(super) example: &'static str,
}

impl Known {
    pub(super) fn is_flag(&self) -> bool {
        self.takes == Takes::Nothing
    }
}

const fn key(name: &'static str, takes: Takes, example: &'static str) -> Known {
    Known { name, takes, example }
}

const ERRORS: Known = key("errors", Takes::Nothing, "");

static COMMON: [Known; 8] = [
    key("agent_id", Takes::Expression, "self.agent_id"),
    key("tier", Takes::Expression, "\"worker\""),
    key("process_type", Takes::Expression, "\"worker\""),
    key("worker_type", Takes::Expression, "\"builtin\""),
    key("ctx", Takes::Expression, "self.ctx"),
    key("error", Takes::Function, "|error| …"),
    key("handle", Takes::Name, "call"),
    key("crate", Takes::Path, "my_crate::agent_metrics"),
];

static LLM_METERED: [Known; 6] = [
    key("model", Takes::Expression, "self.model"),
    key("provider", Takes::Expression, "\"openai\""),
    key("usage", Takes::Usage, "|response| …"),
    key("cache", Takes::OneOf(&["included", "excluded"]), "excluded"),
    key("stream", Takes::Nothing, ""),
    key("attempt", Takes::Nothing, ""),
];

static PROCESS_METRIC: [Known; 1] = [ERRORS];

static MEMORY_OP: [Known; 3] = [
    key("affected", Takes::Function, "|saved| saved.len()"),
    key("results", Takes::Function, "|found| found.len()"),
    ERRORS,
];

static TOOL_CALL: [Known; 2] = [key("name", Takes::Expression, "\"shell\""), ERRORS];

impl Attribute {
    /// Its own, then those that all have.
    pub(super) fn keys(self) -> impl Iterator<Item = &'static Known> {
        let own: &[Known] = match self {
            Self::LlmMetered => &LLM_METERED,
            Self::ProcessMetric => &PROCESS_METRIC,
            Self::MemoryOp => &MEMORY_OP,
            Self::ToolCall => &TOOL_CALL,
        };
        own.iter().chain(&COMMON)
    }

    pub(super) fn known(self, key: &str) -> Option<&'static Known> {
        self.keys().find(|known| known.name == key)
    }

    /// What could stand after `key =`.
    pub(super) fn example(self, key: &Ident) -> &'static str {
        self.known(&key.to_string()).map_or("…", |known| known.example)
    }
}
