//! Sorts the arguments into keys; what is wrong with any of them is an error.

use super::{
    Errors, commas,
    known::Known,
    unknown::{Meant, given_twice, unknown},
    values, words,
};
use crate::{
    Attribute,
    parse::{Argument, Arguments},
    tokens::{Ident, Span, Tokens},
};

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

    /// Forgets a key that would make more errors than the one that was told.
    pub(super) fn forget(&mut self, name: &str) {
        self.given.retain(|(given, _)| *given != name);
    }
}

pub(crate) fn keys(attribute: Attribute, arguments: Arguments, errors: &mut Errors) -> Keys {
    let mut keys = Keys { word: None, given: Vec::new() };
    let mut meant = Vec::new();
    for (index, argument) in arguments.into_iter().enumerate() {
        commas::check(attribute, argument.value.as_deref().unwrap_or_default(), errors);
        if let Some(known) = attribute.known(&argument.key.to_string()) {
            add(&mut keys, known, argument, errors);
        } else if index == 0 && argument.value.is_none() && attribute.word().is_some() {
            // A known name is a key also in first place: `#[memory_op(errors)]`.
            words::check(&argument.key, attribute, errors);
            keys.word = Some(argument.key);
        } else {
            let (message, what) = unknown(attribute, &argument, keys.word.as_ref());
            if let (Meant::SecondWord, Some(word), Some(known)) = (&what, &keys.word, attribute.word()) {
                errors.push_once(word.span(), given_twice(known, "here first"));
            }
            errors.push(argument.key.span(), message);
            meant.push((what, argument));
        }
    }
    // One mistake, one error: what was clearly meant is not missing, and a handle is there for the body.
    let mut told = Errors::default();
    for (what, argument) in meant {
        match what {
            Meant::Word(word) => _ = keys.word.get_or_insert(word.unwrap_or(argument.key)),
            Meant::Key(name) if keys.get(name).is_none() => {
                if let Some(known) = attribute.known(name) {
                    add(&mut keys, known, argument, &mut told);
                }
            }
            Meant::Key(_) | Meant::SecondWord | Meant::Nothing => {}
        }
    }
    keys
}

fn add(keys: &mut Keys, known: &'static Known, argument: Argument, errors: &mut Errors) {
    // `tier` and `process_type` are one key.
    let name = if known.name == "process_type" { "tier" } else { known.name };
    let span = argument.key.span();
    let value = values::check(known, argument, errors);
    let Some(first) = keys.get(name).map(|first| first.span) else {
        keys.given.push((name, Key { span, value }));
        return;
    };
    let what = if name == "tier" { "`tier` (the same key as `process_type`)".to_owned() } else { format!("`{name}`") };
    errors.push_once(first, format!("{what} is given twice: here first"));
    errors.push(span, format!("{what} is given twice: remove one"));
}
