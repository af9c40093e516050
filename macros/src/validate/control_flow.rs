//! A label is evaluated once, at entry, also where the function is not async and returns no `Result`.

use super::Errors;
use crate::tokens::{Span, TokenTree, Tokens, is_ident, is_punct, same_name};

/// `.await`, `?` and `return` in a label.
pub(super) fn refuse(value: &[TokenTree], errors: &mut Errors) {
    if let Some((span, what)) = find(value, &|_| true) {
        errors.push(span, format!("{what} can't be used here: the value is evaluated once, before the body begins"));
    }
}

/// `.await` in a closure that is called with what the function returned.
pub(super) fn refuse_await(closure: &[TokenTree], errors: &mut Errors) {
    if let Some((span, what)) = find(closure, &|what| what == AWAIT) {
        errors.push(span, format!("{what} can't be used here: the closure is called when the function has ended"));
    }
}

const AWAIT: &str = "`.await`";

/// The first that is wanted, at any depth.
fn find(tokens: &[TokenTree], wanted: &impl Fn(&str) -> bool) -> Option<(Span, &'static str)> {
    tokens.iter().enumerate().find_map(|(index, token)| {
        let what = match token {
            TokenTree::Group(group) => {
                return find(&group.stream().into_iter().collect::<Tokens>(), wanted);
            }
            TokenTree::Ident(word)
                if same_name(word, "await") && is_punct(index.checked_sub(1).map(|dot| &tokens[dot]), '.') =>
            {
                AWAIT
            }
            TokenTree::Ident(word) if same_name(word, "return") => "`return`",
            TokenTree::Punct(punct) if punct.as_char() == '?' && !is_ident(tokens.get(index + 1), "Sized") => "`?`",
            _ => return None,
        };
        wanted(what).then(|| (token.span(), what))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::errors_of;
    use crate::Attribute;

    #[test]
    fn a_label_is_a_plain_expression() {
        for (written, what) in [
            ("model = self.name().await", "`.await`"),
            ("model = format!(\"{}\", self.name()?)", "`?`"),
            ("model = { return }", "`return`"),
        ] {
            let message = format!("{what} can't be used here: the value is evaluated once, before the body begins");
            assert_eq!(errors_of(Attribute::LlmMetered, written), [message], "{written}");
        }
        assert!(errors_of(Attribute::LlmMetered, "model = name::<dyn Any + ?Sized>()").is_empty());
    }

    #[test]
    fn a_closure_may_use_the_question_mark() {
        assert!(errors_of(Attribute::LlmMetered, "usage = |r| Some(f(r.usage?))").is_empty());
        assert_eq!(errors_of(Attribute::LlmMetered, "usage = |r| r.usage().await").len(), 1);
    }
}
