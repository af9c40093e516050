//! Reports an argument that has no valid form: a value without a key, or a key that is not followed by `=` and a value.

use super::values;
use crate::{attribute_kind::AttributeKind, errors::Errors};
use proc_macro2::{Delimiter, Ident, Spacing, TokenTree};
use syn::Lit;

/// Reports the argument. Returns the word that stands for it where it is a first value, so that no second error calls the
/// word missing.
pub(super) fn report(attribute: AttributeKind, written: &[TokenTree], errors: &mut Errors) -> Option<Ident> {
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
    let (value, word) = match written {
        [TokenTree::Literal(literal)] => (literal.to_string(), values::quoted_name(&Lit::new(literal.clone()))),
        _ => ("…".to_owned(), None),
    };
    let this = attribute.name();
    let message = match (attribute.positional(), &word) {
        (Some(meaning), Some(word)) => {
            format!("the {} is a bare name: write `#[{this}({word})]`, without quotes", meaning.name)
        }
        (Some(meaning), None) => {
            let (name, example) = (meaning.name, meaning.example);
            format!(
                "the {name} is a bare name, such as `#[{this}({example})]`; give any other value as `name = {value}`"
            )
        }
        (None, _) if attribute == AttributeKind::ToolCall => {
            format!("expected a key before this value; for the name of the tool write `name = {value}`")
        }
        (None, _) if attribute == AttributeKind::InContext => {
            format!("expected a key before this value; for the agent write `agent_id = {value}`")
        }
        (None, _) => format!("expected a key before this value; for the model write `model = {value}`"),
    };
    errors.push(first.span(), message);
    Some(word.unwrap_or_else(|| Ident::new("unknown", first.span())))
}

/// True for `key: …`, `key == …`, and for `key(…)` of a key that exists.
fn is_key(attribute: AttributeKind, key: &Ident, next: &TokenTree) -> bool {
    match next {
        TokenTree::Punct(punct) => {
            punct.as_char() == '=' || punct.as_char() == ':' && punct.spacing() == Spacing::Alone
        }
        TokenTree::Group(group) if group.delimiter() != Delimiter::Parenthesis => false,
        _ => attribute.spec(&key.to_string()).is_some(),
    }
}
