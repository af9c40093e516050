//! A key that the attribute does not take, and what was meant by it.

use super::{Suggestion, nearest, positional::PositionalArg, values};
use crate::{attribute::Attribute, errors::Errors, presets::Preset};
use proc_macro2::Ident;
use syn::Expr;

pub(super) fn report(
    attribute: Attribute,
    name: &Ident,
    value: Option<&syn::Result<Expr>>,
    positional: Option<&Ident>,
    errors: &mut Errors,
) -> Suggestion {
    let (key, this, span) = (name.to_string(), attribute.name(), name.span());
    if let (Some(word), Some(value)) = (attribute.positional(), value) {
        if word.as_key.contains(&&*key) {
            return positional_as_key(attribute, word, name, value, errors);
        }
        if word.known.contains(&&*key) {
            errors.push(span, format!("`{key}` takes no value: write it first and alone, `#[{this}({key})]`"));
            return Suggestion::Positional(Some(name.clone()));
        }
    }
    let owners = Attribute::ALL.into_iter().filter(|other| other.spec(&key).is_some());
    let owners: Vec<String> = owners.map(|other| format!("`#[{}]`", other.name())).collect();
    if !owners.is_empty() {
        errors.push(span, format!("`{key}` is a key of {}, not of `#[{this}]`", enumerate(&owners)));
        return Suggestion::None;
    }
    // What stands alone can only be a flag.
    let candidates = || attribute.specs().filter(|spec| value.is_some() || spec.is_flag());
    let synonym = candidates().find(|spec| spec.synonyms.contains(&&*key));
    let misspelt = || nearest(&key, candidates().map(|spec| spec.name)).and_then(|name| attribute.spec(name));
    if let Some(spec) = synonym.or_else(misspelt) {
        errors.push(span, format!("unknown key `{key}`: did you mean `{}`?", spec.name));
        return Suggestion::Key(spec);
    }
    let is_bare = value.is_none();
    let message = match (attribute, attribute.positional()) {
        (_, Some(word)) if is_bare => match positional {
            Some(first) => {
                errors.push_once(first.span(), &word.given_twice("here first"));
                word.given_twice("remove one")
            }
            None => format!("`{key}` must stand first if it is the {}: `#[{this}({key}, …)]`", word.name),
        },
        (Attribute::LlmMetered, _) if is_bare && Preset::named(&key).is_some() => {
            format!("`{key}` is a preset of `usage`: write `usage = {key}`")
        }
        (Attribute::ToolCall, _) if is_bare => {
            format!("`{key}` is no key; for the name of the tool write `name = \"{key}\"`")
        }
        _ => {
            let known: Vec<&str> = attribute.specs().map(|spec| spec.name).collect();
            format!("unknown key `{key}`; the keys of `#[{this}]` are {}", known.join(", "))
        }
    };
    errors.push(span, message);
    Suggestion::None
}

/// `kind = "worker"`
fn positional_as_key(
    attribute: Attribute,
    word: &PositionalArg,
    key: &Ident,
    value: &syn::Result<Expr>,
    errors: &mut Errors,
) -> Suggestion {
    let this = attribute.name();
    let name = match value {
        Ok(Expr::Lit(literal)) => values::quoted_name(&literal.lit),
        Ok(value) => values::single_name(value).cloned(),
        Err(_) => None,
    };
    let example = name.as_ref().map_or_else(|| word.example.to_owned(), ToString::to_string);
    let computed = match word.computed {
        Some(tier) if name.is_none() => format!("; any other value is `{tier} = …`"),
        _ => String::new(),
    };
    let message =
        format!("unknown key `{key}`: the {} stands first, without a key: `#[{this}({example})]`{computed}", word.name);
    errors.push(key.span(), message);
    Suggestion::Positional(name)
}

/// `a`, `b` and `c`
fn enumerate(names: &[String]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}
