//! An argument that has no valid form: a value without a key, or a key that is not followed by `=` and a value.

use super::values;
use crate::{attribute::Attribute, errors::Errors};
use proc_macro2::{Delimiter, Ident, Spacing, TokenTree};
use syn::Lit;

/// Reports it. Returns the word that stands for it where it is a first value, so that no second error calls the word
/// missing.
pub(super) fn report(attribute: Attribute, written: &[TokenTree], errors: &mut Errors) -> Option<Ident> {
    let first = written.first()?;
    if let [TokenTree::Ident(key), next, ..] = written
        && is_key(attribute, key, next)
    {
        let expected = match written {
            [_, TokenTree::Punct(equals)] if equals.as_char() == '=' => format!("a value for `{key}`"),
            _ => format!("`=` after `{key}`"),
        };
        let example = attribute.spec(&key.to_string()).map_or("…", |spec| spec.example);
        errors.push(next.span(), format!("expected {expected}: `{key} = {example}`"));
        return None;
    }
    let literal = match written {
        [TokenTree::Literal(literal)] => Some(Lit::new(literal.clone())),
        _ => None,
    };
    let word = literal.as_ref().and_then(values::quoted_name);
    errors.push(first.span(), message(attribute, written, word.as_ref()));
    Some(word.unwrap_or_else(|| Ident::new("unknown", first.span())))
}

/// `key: …`, `key == …`, or `key(…)` of a key that exists.
fn is_key(attribute: Attribute, key: &Ident, next: &TokenTree) -> bool {
    match next {
        TokenTree::Punct(punct) => {
            punct.as_char() == '=' || punct.as_char() == ':' && punct.spacing() == Spacing::Alone
        }
        TokenTree::Group(group) if group.delimiter() != Delimiter::Parenthesis => false,
        _ => attribute.spec(&key.to_string()).is_some(),
    }
}

fn message(attribute: Attribute, written: &[TokenTree], name: Option<&Ident>) -> String {
    let this = attribute.name();
    let literal = match written {
        [TokenTree::Literal(literal)] => literal.to_string(),
        _ => "…".to_owned(),
    };
    match (attribute, attribute.positional(), name) {
        (_, Some(word), Some(name)) => {
            format!("the {} is a bare name: write `#[{this}({name})]`, without quotes", word.name)
        }
        (_, Some(word), None) => match word.computed {
            Some(key) => format!(
                "the {} is a bare name, such as `#[{this}({})]`; give any other value as `{key} = {literal}`",
                word.name, word.example
            ),
            None => format!("the {} is a bare name, such as `#[{this}({})]`", word.name, word.example),
        },
        (Attribute::ToolCall, ..) => {
            format!("expected a key before this value; for the name of the tool write `name = {literal}`")
        }
        _ => format!("expected a key before this value; for the model write `model = {literal}`"),
    }
}
