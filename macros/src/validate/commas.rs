//! A comma that was forgotten: `agent_id = id model = name`.

use super::Errors;
use crate::{
    Attribute,
    tokens::{Spacing, TokenTree, is_punct},
};

/// A key of this attribute that follows a whole value, with a `=` of its own.
pub(super) fn check(attribute: Attribute, value: &[TokenTree], errors: &mut Errors) {
    for (index, token) in value.iter().enumerate().skip(1) {
        let TokenTree::Ident(key) = token else { continue };
        let after_a_value = !matches!(value[index - 1], TokenTree::Punct(_));
        let Some(TokenTree::Punct(equals)) = value.get(index + 1) else { continue };
        let is_assignment =
            equals.as_char() == '=' && (equals.spacing() == Spacing::Alone || !is_punct(value.get(index + 2), '='));
        if after_a_value && is_assignment && attribute.known(&key.to_string()).is_some() {
            errors.push(key.span(), format!("expected a comma before `{key}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::errors_of;
    use crate::Attribute;

    #[test]
    fn a_forgotten_comma_is_seen() {
        assert_eq!(errors_of(Attribute::ToolCall, "agent_id = id name = \"a\""), ["expected a comma before `name`"]);
        for written in ["agent_id = if name == x { a } else { b }", "agent_id = { let name = x; name }"] {
            assert!(errors_of(Attribute::ToolCall, written).is_empty(), "{written}");
        }
    }
}
