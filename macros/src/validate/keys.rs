//! The keys of each attribute, and what each takes.

use super::{Errors, values};
use crate::{
    Attribute,
    parse::{Argument, Arguments},
    tokens::{Ident, Span, Tokens},
};

/// What stands after the `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Any expression, evaluated at entry.
    Expression,
    /// A path to a function, or a closure, of one argument.
    Function,
    /// The same, or the name of a preset, or `none`.
    Usage,
    /// A name to bind.
    Name,
    /// A path to a crate.
    Path,
    /// Nothing: the key alone says it.
    Nothing,
}

type Table = &'static [(&'static str, Takes)];

const COMMON: Table = &[
    ("agent_id", Takes::Expression),
    ("tier", Takes::Expression),
    ("process_type", Takes::Expression),
    ("worker_type", Takes::Expression),
    ("ctx", Takes::Expression),
    ("error", Takes::Function),
    ("handle", Takes::Name),
    ("crate", Takes::Path),
];

const LLM_METERED: Table = &[
    ("model", Takes::Expression),
    ("provider", Takes::Expression),
    ("usage", Takes::Usage),
    ("stream", Takes::Nothing),
];

const PROCESS_METRIC: Table = &[("errors", Takes::Nothing)];

const MEMORY_OP: Table = &[("affected", Takes::Function), ("results", Takes::Function), ("errors", Takes::Nothing)];

const TOOL_CALL: Table = &[("name", Takes::Expression), ("errors", Takes::Nothing)];

impl Attribute {
    fn own_keys(self) -> Table {
        match self {
            Self::LlmMetered => LLM_METERED,
            Self::ProcessMetric => PROCESS_METRIC,
            Self::MemoryOp => MEMORY_OP,
            Self::ToolCall => TOOL_CALL,
        }
    }

    fn takes(self, key: &str) -> Option<Takes> {
        self.all_keys().find(|(known, _)| *known == key).map(|(_, takes)| takes)
    }

    fn all_keys(self) -> impl Iterator<Item = (&'static str, Takes)> {
        self.own_keys().iter().chain(COMMON).copied()
    }

    /// What the word before the keys says, if there is one.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::ProcessMetric => Some("the kind of process, such as `worker`"),
            Self::MemoryOp => Some("the operation, such as `save`"),
            Self::LlmMetered | Self::ToolCall => None,
        }
    }
}

/// One key as it was given.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) span: Span,
    /// Empty for a key that takes nothing.
    pub(crate) value: Tokens,
}

/// The keys of an attribute, each at most once.
#[derive(Debug)]
pub(crate) struct Keys {
    /// `worker` of `#[process_metric(worker)]`.
    pub(crate) word: Option<Ident>,
    given: Vec<(&'static str, Key)>,
}

impl Keys {
    pub(crate) fn get(&self, name: &str) -> Option<&Key> {
        self.given.iter().find(|(given, _)| *given == name).map(|(_, key)| key)
    }
}

/// Sorts the arguments into keys; what is wrong with any of them is an error.
pub(crate) fn keys(attribute: Attribute, arguments: Arguments, errors: &mut Errors) -> Keys {
    let mut keys = Keys { word: None, given: Vec::new() };
    for (index, argument) in arguments.into_iter().enumerate() {
        let name = argument.key.to_string();
        let known = attribute.all_keys().find(|(known, _)| *known == name);
        match known {
            // `#[memory_op(errors)]` is a flag, `#[process_metric(worker)]` the word.
            None if index == 0 && argument.value.is_none() && attribute.word().is_some() => {
                keys.word = Some(argument.key);
            }
            None => errors.push(argument.key.span(), unknown(attribute, &name, argument.value.is_none())),
            Some((name, takes)) => add(&mut keys, name, takes, argument, errors),
        }
    }
    keys
}

fn add(keys: &mut Keys, name: &'static str, takes: Takes, argument: Argument, errors: &mut Errors) {
    // `tier` and `process_type` are one key.
    let name = if name == "process_type" { "tier" } else { name };
    let span = argument.key.span();
    if let Some(first) = keys.get(name) {
        errors.push(first.span, format!("`{}` is given twice: here first", argument.key));
        errors.push(span, format!("`{}` is given twice: remove one", argument.key));
        return;
    }
    values::check(&argument, takes, errors);
    keys.given.push((name, Key { span, value: argument.value.unwrap_or_default() }));
}

fn unknown(attribute: Attribute, key: &str, is_word: bool) -> String {
    let others = Attribute::ALL.into_iter().filter(|other| *other != attribute);
    let owners: Vec<String> =
        others.filter(|other| other.takes(key).is_some()).map(|other| format!("`#[{}]`", other.name())).collect();
    let this = attribute.name();
    if !owners.is_empty() {
        return format!("`{key}` is a key of {}, not of `#[{this}]`", owners.join(" and "));
    }
    if let Some(word) = attribute.word().filter(|_| is_word) {
        return format!("`{key}` is no flag of `#[{this}]`; {word}, stands first");
    }
    match nearest(attribute, key) {
        Some(nearest) => format!("unknown key `{key}`: did you mean `{nearest}`?"),
        None => {
            let known: Vec<&str> = attribute.all_keys().map(|(known, _)| known).collect();
            format!("unknown key `{key}`: `#[{this}]` knows {}", known.join(", "))
        }
    }
}

/// The key that is a slip or two away.
fn nearest(attribute: Attribute, key: &str) -> Option<&'static str> {
    let distances = attribute.all_keys().map(|(known, _)| (edit_distance(known, key), known));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + nearest.len() / 4).then_some(nearest)
}

/// How many characters must be put in, taken out or changed (Levenshtein).
fn edit_distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{parse, tokens::TokenStream};

    fn errors_of(attribute: Attribute, written: &str) -> Vec<String> {
        let mut errors = Errors::default();
        let arguments = parse::arguments(written.parse::<TokenStream>().expect("tokens"), &mut errors);
        keys(attribute, arguments, &mut errors);
        errors.messages().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn all_errors_come_at_once() {
        let errors = errors_of(Attribute::LlmMetered, "modle = 1, affected = f, model = a, model = b, stream = true");
        assert_eq!(
            errors,
            [
                "unknown key `modle`: did you mean `model`?",
                "`affected` is a key of `#[memory_op]`, not of `#[llm_metered]`",
                "`model` is given twice: here first",
                "`model` is given twice: remove one",
                "`stream` takes no value: write `stream` alone",
            ]
        );
    }

    #[test]
    fn tier_and_process_type_are_one_key() {
        let errors = errors_of(Attribute::ToolCall, "tier = a, process_type = b");
        assert_eq!(errors.len(), 2, "{errors:?}");
    }

    #[test]
    fn a_word_stands_first() {
        assert!(errors_of(Attribute::ProcessMetric, "worker, agent_id = 1").is_empty());
        assert_eq!(errors_of(Attribute::ProcessMetric, "agent_id = 1, worker").len(), 1);
        assert_eq!(errors_of(Attribute::LlmMetered, "worker").len(), 1);
    }
}
