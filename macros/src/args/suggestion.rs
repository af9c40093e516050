//! Reports a key that the attribute does not take, and decides what is suggested for it: the key or the word that was meant.

use super::{key_spec::KeySpec, positional::PositionalArg, values};
use crate::{attribute_kind::AttributeKind, edit_distance::nearest, errors::Errors, presets::Preset};
use proc_macro2::Ident;
use syn::{Expr, Lit};

/// The key or the word that an unknown key stands for.
pub(super) enum Suggestion {
    Key(&'static KeySpec),
    /// The word in first place.
    Positional(Ident),
}

/// Reports the key with a suggestion, and returns the suggestion if it is unambiguous, so that parsing goes on with it.
pub(super) fn report_unknown_key(
    attribute: AttributeKind,
    name: &Ident,
    value: Option<&syn::Result<Expr>>,
    positional: Option<&Ident>,
    errors: &mut Errors,
) -> Option<Suggestion> {
    let (key, this, span) = (name.to_string(), attribute.name(), name.span());
    if let (Some(word), Some(value)) = (attribute.positional(), value) {
        if word.mistaken_keys.contains(&&*key) {
            return Some(Suggestion::Positional(positional_as_key(attribute, word, name, value, errors)));
        }
        if word.known.contains(&&*key) {
            errors.push(span, format!("`{key}` takes no value: write it first and alone, `#[{this}({key})]`"));
            return Some(Suggestion::Positional(name.clone()));
        }
    }
    // A key without a value can only be a flag, and a flag has no value but perhaps `true`.
    let candidates =
        || attribute.specs().filter(|spec| if spec.is_flag() { may_be_flag(value) } else { value.is_some() });
    let synonym = candidates().find(|spec| spec.synonyms.contains(&&*key));
    let owners = AttributeKind::ALL.into_iter().filter(|other| other.spec(&key).is_some());
    let owners: Vec<String> = owners.map(|other| format!("`#[{}]`", other.name())).collect();
    if !owners.is_empty() {
        let hint = synonym.map(|spec| format!(": did you mean `{}`?", spec.name)).unwrap_or_default();
        errors.push(span, format!("`{key}` is a key of {}, not of `#[{this}]`{hint}", enumerate(&owners)));
        return synonym.map(Suggestion::Key);
    }
    let misspelt = || nearest(&key, candidates().map(|spec| spec.name)).and_then(|name| attribute.spec(name));
    if let Some(spec) = synonym.or_else(misspelt) {
        errors.push(span, format!("unknown key `{key}`: did you mean `{}`?", spec.name));
        return Some(Suggestion::Key(spec));
    }
    let is_bare = value.is_none();
    let message = match (attribute.positional(), positional) {
        (Some(word), Some(first)) if is_bare => {
            errors.push_duplicate(&format!("the {}", word.name), first.span(), span, "remove one");
            return None;
        }
        (Some(word), None) if is_bare => {
            format!("`{key}` must stand first if it is the {}: `#[{this}({key}, …)]`", word.name)
        }
        _ if is_bare && attribute == AttributeKind::LlmMetered && Preset::named(&key).is_some() => {
            format!("`{key}` is a preset of `usage`: write `usage = {key}`")
        }
        _ if is_bare && attribute == AttributeKind::ToolCall => {
            format!("`{key}` is no key; for the name of the tool write `name = \"{key}\"`")
        }
        _ => {
            let known: Vec<&str> = attribute.specs().map(|spec| spec.name).collect();
            format!("unknown key `{key}`; the keys of `#[{this}]` are {}", known.join(", "))
        }
    };
    errors.push(span, message);
    None
}

/// True if the word is a name that users may have for a flag of the attribute.
pub(super) fn is_flag(attribute: AttributeKind, word: &Ident) -> bool {
    attribute.specs().any(|spec| spec.is_flag() && spec.synonyms.iter().any(|synonym| word == synonym))
}

/// True for `flag`, `flag = true` and `flag = false`.
fn may_be_flag(value: Option<&syn::Result<Expr>>) -> bool {
    match value {
        None => true,
        Some(Ok(Expr::Lit(literal))) => matches!(literal.lit, Lit::Bool(_)),
        Some(_) => false,
    }
}

/// Reports `kind = "worker"`, and returns the word `worker`, or the key where the value is no word.
fn positional_as_key(
    attribute: AttributeKind,
    word: &PositionalArg,
    key: &Ident,
    value: &syn::Result<Expr>,
    errors: &mut Errors,
) -> Ident {
    let this = attribute.name();
    let name = match value {
        Ok(Expr::Lit(literal)) => values::quoted_name(&literal.lit),
        Ok(value) => values::single_name(value).cloned(),
        Err(_) => None,
    };
    let example = name.as_ref().map_or_else(|| word.example.to_owned(), ToString::to_string);
    let computed = if name.is_none() { "; any other value is `name = …`" } else { "" };
    let what = word.name;
    let message =
        format!("unknown key `{key}`: the {what} stands first, without a key: `#[{this}({example})]`{computed}");
    errors.push(key.span(), message);
    name.unwrap_or_else(|| key.clone())
}

/// `a`, `b` and `c`
fn enumerate(names: &[String]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}
