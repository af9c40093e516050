//! A key that the attribute does not know: what was meant by it.

use super::{quoted, similar::nearest, usage, words::Word};
use crate::{Attribute, parse::Argument, tokens::Ident};

/// What an unknown key stands for, as far as it is clear.
pub(super) enum Meant {
    Key(&'static str),
    Word(Option<Ident>),
    /// The first one is wrong too.
    SecondWord,
    Nothing,
}

/// What other libraries, or plain English, call our keys.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("usage", &["tokens", "token_usage", "token_count", "cost", "preset", "response"]),
    ("model", &["model_name", "llm"]),
    ("provider", &["vendor", "system"]),
    ("cache", &["cached", "cached_tokens", "caching"]),
    ("stream", &["streaming", "streamed"]),
    ("attempt", &["attempts", "try", "retry", "retries"]),
    ("agent_id", &["agent", "id", "agent_name"]),
    ("tier", &["process", "kind"]),
    ("worker_type", &["worker_kind"]),
    ("ctx", &["context"]),
    ("error", &["err", "error_type", "classify"]),
    ("handle", &["bind", "guard", "recorder"]),
    ("crate", &["krate", "path", "runtime"]),
    ("name", &["tool", "tool_name"]),
    ("affected", &["count", "changed", "rows"]),
    ("results", &["found", "hits"]),
];

pub(super) fn unknown(attribute: Attribute, argument: &Argument, word: Option<&Ident>) -> (String, Meant) {
    let key = argument.key.to_string();
    let this = attribute.name();
    let is_bare = argument.value.is_none();
    if let Some(known) = attribute.word() {
        if known.as_key.contains(&&*key) && !is_bare {
            return given_as_key(attribute, known, argument);
        }
        if known.known.contains(&&*key) && !is_bare {
            let message = format!("`{key}` takes no value: write it first and alone, `#[{this}({key})]`");
            return (message, Meant::Word(Some(argument.key.clone())));
        }
    }
    let owners: Vec<String> = Attribute::ALL
        .into_iter()
        .filter(|other| other.known(&key).is_some())
        .map(|other| format!("`#[{}]`", other.name()))
        .collect();
    if !owners.is_empty() {
        return (format!("`{key}` is a key of {}, not of `#[{this}]`", in_a_row(&owners)), Meant::Nothing);
    }
    let candidates = attribute.keys().filter(|known| !is_bare || known.is_flag()).map(|known| known.name);
    let other_name = OTHER_NAMES.iter().find(|(_, others)| others.contains(&&*key)).map(|(name, _)| *name);
    let other_name = other_name.filter(|name| attribute.known(name).is_some_and(|known| !is_bare || known.is_flag()));
    if let Some(meant) = other_name.or_else(|| nearest(&key, candidates)) {
        return (format!("unknown key `{key}`: did you mean `{meant}`?"), Meant::Key(meant));
    }
    let message = match (attribute, attribute.word()) {
        (_, Some(known)) if is_bare => match word {
            Some(_) => return (given_twice(known, "remove one"), Meant::SecondWord),
            None => format!("`{key}` must stand first if it is the {}: `#[{this}({key}, …)]`", known.name),
        },
        (Attribute::LlmMetered, _) if is_bare && usage::PRESETS.iter().any(|(name, _)| *name == key) => {
            format!("`{key}` is a preset of `usage`: write `usage = {key}`")
        }
        (Attribute::ToolCall, _) if is_bare => {
            format!("`{key}` is no key; for the name of the tool write `name = \"{key}\"`")
        }
        _ => {
            let known: Vec<&str> = attribute.keys().map(|known| known.name).collect();
            format!("unknown key `{key}`; the keys of `#[{this}]` are {}", known.join(", "))
        }
    };
    (message, Meant::Nothing)
}

pub(super) fn given_twice(word: &Word, here: &str) -> String {
    format!("the {} is given twice: {here}", word.name)
}

/// `kind = "worker"`
fn given_as_key(attribute: Attribute, word: &Word, argument: &Argument) -> (String, Meant) {
    let (key, this) = (&argument.key, attribute.name());
    let value = argument.value.as_deref().unwrap_or_default();
    let name = quoted::name(value).or_else(|| match value {
        [crate::tokens::TokenTree::Ident(name)] => Some(name.clone()),
        _ => None,
    });
    let example = name.as_ref().map_or_else(|| word.example.to_owned(), ToString::to_string);
    let computed = match word.computed {
        Some(tier) if name.is_none() => format!("; any other value is `{tier} = …`"),
        _ => String::new(),
    };
    let message =
        format!("unknown key `{key}`: the {} stands first, without a key: `#[{this}({example})]`{computed}", word.name);
    (message, Meant::Word(name))
}

/// `a`, `b` and `c`
fn in_a_row(names: &[String]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::errors_of;
    use crate::Attribute;

    #[test]
    fn what_was_meant_is_told() {
        for (attribute, written, message) in [
            (Attribute::LlmMetered, "tokens = 1", "unknown key `tokens`: did you mean `usage`?"),
            (Attribute::LlmMetered, "openai", "`openai` is a preset of `usage`: write `usage = openai`"),
            (Attribute::LlmMetered, "streaming", "unknown key `streaming`: did you mean `stream`?"),
            (
                Attribute::LlmMetered,
                "errors",
                "`errors` is a key of `#[process_metric]`, `#[memory_op]` and `#[tool_call]`, not of `#[llm_metered]`",
            ),
            (Attribute::ToolCall, "shell", "`shell` is no key; for the name of the tool write `name = \"shell\"`"),
            (
                Attribute::ProcessMetric,
                "kind = \"worker\"",
                "unknown key `kind`: the kind of process stands first, without a key: `#[process_metric(worker)]`",
            ),
            (
                Attribute::ProcessMetric,
                "kind = self.kind",
                "unknown key `kind`: the kind of process stands first, without a key: \
                 `#[process_metric(worker)]`; any other value is `tier = …`",
            ),
            (
                Attribute::MemoryOp,
                "op = \"save\"",
                "unknown key `op`: the operation stands first, without a key: `#[memory_op(save)]`",
            ),
            (Attribute::MemoryOp, "save = 1", "`save` takes no value: write it first and alone, `#[memory_op(save)]`"),
            (Attribute::MemoryOp, "save, eror = 1", "unknown key `eror`: did you mean `error`?"),
            (
                Attribute::ToolCall,
                "timeout_after = 1",
                "unknown key `timeout_after`; the keys of `#[tool_call]` are name, errors, agent_id, tier, \
                 process_type, worker_type, ctx, error, handle, crate",
            ),
        ] {
            assert_eq!(errors_of(attribute, written), [message], "{written}");
        }
    }
}
