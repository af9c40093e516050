//! `#[track_caller]`: the body must stay in the function itself, since a closure has no caller to tell of. So its value can
//! only be seen where it flows to the end, not where a `return` or a `?` leaves.

use crate::tokens::Delimiter;
use crate::{
    Attribute,
    tokens::{Span, TokenTree, Tokens, group, is_ident, is_punct},
    validate::Errors,
};

/// Whether the function has the attribute.
pub(super) fn tracks_caller(head: &[TokenTree]) -> bool {
    head.windows(2).any(|two| {
        is_punct(two.first(), '#')
            && group(two.get(1), Delimiter::Bracket).is_some_and(|attribute| {
                attribute.stream().into_iter().next().is_some_and(|word| is_ident(Some(&word), "track_caller"))
            })
    })
}

pub(super) fn refuse_exits(attribute: Attribute, body: &[TokenTree], errors: &mut Errors) {
    if let Some((span, what)) = find_exit(body) {
        errors.push(
            span,
            format!(
                "`#[{}]` can't see what {what} gives back from a `#[track_caller]` function: let the value flow to the \
                 end of the body, remove `#[track_caller]`, or meter a function that this one calls",
                attribute.name()
            ),
        );
    }
}

fn find_exit(body: &[TokenTree]) -> Option<(Span, &'static str)> {
    body.iter().enumerate().find_map(|(index, token)| match token {
        TokenTree::Group(group) => find_exit(&group.stream().into_iter().collect::<Tokens>()),
        word @ TokenTree::Ident(_) if is_ident(Some(word), "return") => Some((word.span(), "`return`")),
        mark @ TokenTree::Punct(_) if is_punct(Some(mark), '?') && !is_ident(body.get(index + 1), "Sized") => {
            Some((mark.span(), "`?`"))
        }
        _ => None,
    })
}
