//! The table of keys: which attribute takes which, and what kind of value each takes.

use crate::attribute::Attribute;

/// A key, whatever its spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    AgentId,
    /// `tier` and `process_type` are one key.
    Tier,
    WorkerType,
    Context,
    Error,
    Handle,
    Crate,
    Model,
    Provider,
    Usage,
    Cache,
    Stream,
    Attempt,
    Errors,
    Affected,
    Results,
    Name,
}

/// The kind of value that a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// Any expression; it is evaluated at entry.
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
    /// No value: the key is a flag.
    Flag,
}

/// A key as an attribute takes it.
pub(super) struct KeySpec {
    pub(super) key: Key,
    pub(super) name: &'static str,
    pub(super) kind: ValueKind,
    /// A value to show in messages.
    pub(super) example: &'static str,
    /// What other libraries, or plain English, call it.
    pub(super) synonyms: &'static [&'static str],
}

impl KeySpec {
    const fn new(
        key: Key,
        name: &'static str,
        kind: ValueKind,
        example: &'static str,
        synonyms: &'static [&'static str],
    ) -> Self {
        Self { key, name, kind, example, synonyms }
    }

    pub(super) fn is_flag(&self) -> bool {
        self.kind == ValueKind::Flag
    }
}

const ERRORS: KeySpec = KeySpec::new(Key::Errors, "errors", ValueKind::Flag, "", &[]);

static COMMON: [KeySpec; 8] = [
    KeySpec::new(Key::AgentId, "agent_id", ValueKind::Expression, "self.agent_id", &["agent", "id", "agent_name"]),
    KeySpec::new(Key::Tier, "tier", ValueKind::Expression, "\"worker\"", &["process", "kind"]),
    KeySpec::new(Key::Tier, "process_type", ValueKind::Expression, "\"worker\"", &[]),
    KeySpec::new(Key::WorkerType, "worker_type", ValueKind::Expression, "\"builtin\"", &["worker_kind"]),
    KeySpec::new(Key::Context, "ctx", ValueKind::Expression, "self.ctx", &["context"]),
    KeySpec::new(Key::Error, "error", ValueKind::Function, "|error| …", &["err", "error_type", "classify"]),
    KeySpec::new(Key::Handle, "handle", ValueKind::Name, "call", &["bind", "guard", "recorder"]),
    KeySpec::new(Key::Crate, "crate", ValueKind::Path, "my_crate::agent_metrics", &["krate", "path", "runtime"]),
];

static LLM_METERED: [KeySpec; 6] = [
    KeySpec::new(Key::Model, "model", ValueKind::Expression, "self.model", &["model_name", "llm"]),
    KeySpec::new(Key::Provider, "provider", ValueKind::Expression, "\"openai\"", &["vendor", "system"]),
    KeySpec::new(
        Key::Usage,
        "usage",
        ValueKind::Usage,
        "|response| …",
        &["tokens", "token_usage", "token_count", "cost", "preset", "response"],
    ),
    KeySpec::new(
        Key::Cache,
        "cache",
        ValueKind::OneOf(&["included", "excluded"]),
        "excluded",
        &["cached", "cached_tokens", "caching"],
    ),
    KeySpec::new(Key::Stream, "stream", ValueKind::Flag, "", &["streaming", "streamed"]),
    KeySpec::new(Key::Attempt, "attempt", ValueKind::Flag, "", &["attempts", "try", "retry", "retries"]),
];

static PROCESS_METRIC: [KeySpec; 1] = [ERRORS];

static MEMORY_OP: [KeySpec; 3] = [
    KeySpec::new(Key::Affected, "affected", ValueKind::Function, "|saved| saved.len()", &["count", "changed", "rows"]),
    KeySpec::new(Key::Results, "results", ValueKind::Function, "|found| found.len()", &["found", "hits"]),
    ERRORS,
];

static TOOL_CALL: [KeySpec; 2] =
    [KeySpec::new(Key::Name, "name", ValueKind::Expression, "\"shell\"", &["tool", "tool_name"]), ERRORS];

impl Attribute {
    /// Its own keys, then those that all attributes take.
    pub(super) fn specs(self) -> impl Iterator<Item = &'static KeySpec> {
        let own: &[KeySpec] = match self {
            Self::LlmMetered => &LLM_METERED,
            Self::ProcessMetric => &PROCESS_METRIC,
            Self::MemoryOp => &MEMORY_OP,
            Self::ToolCall => &TOOL_CALL,
        };
        own.iter().chain(&COMMON)
    }

    pub(super) fn spec(self, name: &str) -> Option<&'static KeySpec> {
        self.specs().find(|spec| spec.name == name)
    }
}
