//! Lists the keys, with the attributes that take them and the kinds of their values.

use crate::attribute_kind::AttributeKind;
use ValueKind::{Expression, Flag, Function, Name, OneOf, Path, Usage};

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

impl ValueKind {
    /// Describes it for a message.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Expression | Self::Flag => "a value",
            Self::Function => "a closure or the path of a function",
            Self::Usage => "a closure, the path of a function, the name of a preset, or `none`",
            Self::OneOf(_) => "a word",
            Self::Name => "a name to bind",
            Self::Path => "the path of the crate",
        }
    }
}

/// A key as attributes take it.
pub(super) struct KeySpec {
    pub(super) key: Key,
    pub(super) name: &'static str,
    pub(super) kind: ValueKind,
    /// The attributes that take it.
    of: &'static [AttributeKind],
    /// A value to show in messages.
    pub(super) example: &'static str,
    /// The names that other libraries, or plain English, have for it: for one of these the key is suggested.
    pub(super) synonyms: &'static [&'static str],
}

impl KeySpec {
    pub(super) fn is_flag(&self) -> bool {
        self.kind == Flag
    }

    /// Describes what the key wants, with an example.
    pub(super) fn wants(&self, what: &str) -> String {
        let Self { name, example, .. } = self;
        format!("`{name}` wants {what}: `{name} = {example}`")
    }
}

macro_rules! keys {
    ($($key:ident($name:literal) of $of:expr, $kind:expr, $example:literal, $synonyms:expr;)*) => {
        /// A key of some attribute.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Key { $($key),* }

        static KEYS: &[KeySpec] = &[$(
            KeySpec { key: Key::$key, name: $name, kind: $kind, of: $of, example: $example, synonyms: &$synonyms }
        ),*];
    };
}

// Keys of one attribute come first, as messages enumerate them.
keys! {
    Model("model") of LLM, Expression, "self.model", ["model_name", "llm"];
    Provider("provider") of LLM, Expression, "\"openai\"", ["vendor", "system"];
    Usage("usage") of LLM, Usage, "|response| …",
        ["tokens", "token_usage", "token_count", "cost", "preset", "response"];
    Cache("cache") of LLM, OneOf(&["included", "excluded"]), "excluded", ["cached", "cached_tokens", "caching"];
    Answered("answered") of LLM, Function, "|response| response.model.as_str()",
        ["answered_by", "response_model", "answering_model"];
    Stream("stream") of LLM, Flag, "", ["streaming", "streamed"];
    Dropped("dropped") of LLM, OneOf(&["ok"]), "ok", ["drop", "on_drop", "cancelled", "left"];
    Attempt("attempt") of LLM, Flag, "", ["attempts", "try", "retry", "retries"];
    Affected("affected") of MEMORY, Function, "|saved| saved.len()", ["count", "changed", "rows"];
    Results("results") of MEMORY, Function, "|found| found.len()", ["found", "hits"];
    Name("name") of NAMED, Expression, "self.name", ["tool", "tool_name"];
    CountErrors("count_errors") of NAMED, Flag, "", ["errors"];
    AgentId("agent_id") of ALL, Expression, "self.agent_id", ["agent", "id", "agent_name"];
    Tier("tier") of LLM, Expression, "self.tier", ["process", "process_type", "kind"];
    ProcessType("process_type") of WITH_PROCESS_TYPE, Expression, "self.process_type", ["process", "tier", "kind"];
    WorkerType("worker_type") of ALL, Expression, "\"builtin\"", ["worker_kind"];
    Context("context") of ALL, Expression, "self.context", ["ctx"];
    Error("error") of METERED, Function, "|error| …", ["err", "error_type", "classify"];
    Failed("failed") of METERED, Function, "|value| …", ["failure", "fail", "is_failure", "is_error"];
    Handle("handle") of METERED, Name, "call", ["bind", "guard", "recorder"];
    Crate("crate") of ALL, Path, "my_crate::agent_metrics", ["krate", "path", "runtime"];
}

const ALL: &[AttributeKind] = &AttributeKind::ALL;
const LLM: &[AttributeKind] = &[AttributeKind::LlmMetered];
const MEMORY: &[AttributeKind] = &[AttributeKind::MemoryOp];
const NAMED: &[AttributeKind] = &[AttributeKind::ProcessMetric, AttributeKind::MemoryOp, AttributeKind::ToolCall];
const METERED: &[AttributeKind] =
    &[AttributeKind::LlmMetered, AttributeKind::ProcessMetric, AttributeKind::MemoryOp, AttributeKind::ToolCall];
const WITH_PROCESS_TYPE: &[AttributeKind] =
    &[AttributeKind::ProcessMetric, AttributeKind::MemoryOp, AttributeKind::ToolCall, AttributeKind::InContext];

impl AttributeKind {
    /// The keys that it takes.
    pub(super) fn specs(self) -> impl Iterator<Item = &'static KeySpec> {
        KEYS.iter().filter(move |spec| spec.of.contains(&self))
    }

    pub(super) fn spec(self, name: &str) -> Option<&'static KeySpec> {
        self.specs().find(|spec| spec.name == name)
    }
}
