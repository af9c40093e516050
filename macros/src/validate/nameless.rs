//! An argument that is no `key = value`: a value with no key, or a key with something else than `=` after it.

use super::{Errors, quoted};
use crate::{
    Attribute,
    parse::Argument,
    tokens::{Delimiter, Ident, Spacing, TokenTree, group, is_punct},
};

/// Says what is wrong with it. What it was meant as comes back where it is clear, so that no second error says that it is
/// missing.
pub(crate) fn nameless(
    attribute: Attribute,
    written: &[TokenTree],
    is_first: bool,
    errors: &mut Errors,
) -> Option<Argument> {
    let first = written.first()?;
    if let (TokenTree::Ident(key), Some(next)) = (first, written.get(1))
        && is_key(attribute, key, next)
    {
        let expected = match written {
            [_, equals] if is_punct(Some(equals), '=') => format!("a value for `{key}`"),
            _ => format!("`=` after `{key}`"),
        };
        errors.push(next.span(), format!("expected {expected}: `{key} = {}`", attribute.example(key)));
        return None;
    }
    let word = quoted::name(written);
    errors.push(first.span(), message(attribute, written, word.as_ref()));
    let is_word = is_first && attribute.word().is_some();
    is_word.then(|| Argument { key: word.unwrap_or_else(|| Ident::new("unknown", first.span())), value: None })
}

/// `key: …`, `key == …`, `key(…)` of a key that exists.
fn is_key(attribute: Attribute, key: &Ident, next: &TokenTree) -> bool {
    match next {
        TokenTree::Punct(punct) => {
            punct.as_char() == '=' || punct.as_char() == ':' && punct.spacing() == Spacing::Alone
        }
        next => {
            attribute.known(&key.to_string()).is_some() && {
                matches!(next, TokenTree::Ident(_) | TokenTree::Literal(_))
                    || group(Some(next), Delimiter::Parenthesis).is_some()
            }
        }
    }
}

fn message(attribute: Attribute, written: &[TokenTree], name: Option<&Ident>) -> String {
    let this = attribute.name();
    let literal = match written {
        [TokenTree::Literal(literal)] => literal.to_string(),
        _ => "…".to_owned(),
    };
    match (attribute, attribute.word(), name) {
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

#[cfg(test)]
mod tests {
    use super::super::tests::errors_of;
    use crate::Attribute;

    #[test]
    fn the_right_spelling_is_told() {
        for (attribute, written, message) in [
            (
                Attribute::ProcessMetric,
                "\"worker\"",
                "the kind of process is a bare name: write `#[process_metric(worker)]`, without quotes",
            ),
            (
                Attribute::ProcessMetric,
                "self.kind",
                "the kind of process is a bare name, such as `#[process_metric(worker)]`; \
                 give any other value as `tier = …`",
            ),
            (
                Attribute::MemoryOp,
                "\"save\"",
                "the operation is a bare name: write `#[memory_op(save)]`, without quotes",
            ),
            (Attribute::MemoryOp, "Op::Save", "the operation is a bare name, such as `#[memory_op(save)]`"),
            (
                Attribute::ToolCall,
                "\"shell\"",
                "expected a key before this value; for the name of the tool write `name = \"shell\"`",
            ),
            (
                Attribute::LlmMetered,
                "\"gpt-4o\"",
                "expected a key before this value; for the model write `model = \"gpt-4o\"`",
            ),
            (Attribute::LlmMetered, "agent_id: 1", "expected `=` after `agent_id`: `agent_id = self.agent_id`"),
            (Attribute::LlmMetered, "model =, stream", "expected a value for `model`: `model = self.model`"),
            (Attribute::LlmMetered, "model =", "expected a value for `model`: `model = self.model`"),
            (Attribute::LlmMetered, "model(1)", "expected `=` after `model`: `model = self.model`"),
        ] {
            assert_eq!(errors_of(attribute, written), [message], "{written}");
        }
    }
}
