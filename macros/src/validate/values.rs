//! Whether a value is of the kind that its key takes.

use super::{Errors, keys::Takes};
use crate::{
    parse::{Argument, closure_arity},
    tokens::{Span, TokenTree, Tokens, is_ident, is_punct, same_name},
};

pub(super) fn check(argument: &Argument, takes: Takes, errors: &mut Errors) {
    let key = &argument.key;
    let Some(value) = &argument.value else {
        if takes != Takes::Nothing {
            errors.push(key.span(), format!("`{key}` wants a value: `{key} = {}`", example(takes)));
        }
        return;
    };
    let Some(first) = value.first() else { return };
    match takes {
        Takes::Nothing => errors.push(key.span(), format!("`{key}` takes no value: write `{key}` alone")),
        Takes::Expression => refuse_control_flow(value, errors),
        Takes::Function | Takes::Usage => check_function(argument, value, takes, errors),
        Takes::Name => {
            let is_name = matches!(value.as_slice(), [TokenTree::Ident(_)]);
            if !is_name {
                errors.push(first.span(), format!("`{key}` wants a name to bind: `{key} = {}`", example(takes)));
            }
        }
        Takes::Path => {
            if !is_path(value) {
                errors.push(first.span(), format!("`{key}` wants a path: `{key} = {}`", example(takes)));
            }
        }
    }
}

fn example(takes: Takes) -> &'static str {
    match takes {
        Takes::Expression => "self.name",
        Takes::Function => "|value| …",
        Takes::Usage => "|response| …",
        Takes::Name => "call",
        Takes::Path => "my_crate::agent_metrics",
        Takes::Nothing => "",
    }
}

/// A label is evaluated once, at entry, also where the function is not async and returns no `Result`.
fn refuse_control_flow(value: &[TokenTree], errors: &mut Errors) {
    let mut found = None;
    find_control_flow(value, &mut found);
    if let Some((span, what)) = found {
        errors.push(
            span,
            format!(
                "{what} can't be used here: the value is evaluated once, when the function begins; compute it before"
            ),
        );
    }
}

fn find_control_flow(tokens: &[TokenTree], found: &mut Option<(Span, &'static str)>) {
    for (index, token) in tokens.iter().enumerate() {
        let what = match token {
            TokenTree::Group(group) => {
                find_control_flow(&group.stream().into_iter().collect::<Tokens>(), found);
                continue;
            }
            TokenTree::Ident(word)
                if same_name(word, "await") && is_punct(index.checked_sub(1).map(|dot| &tokens[dot]), '.') =>
            {
                "`.await`"
            }
            TokenTree::Ident(word) if same_name(word, "return") => "`return`",
            TokenTree::Punct(punct) if punct.as_char() == '?' && !is_ident(tokens.get(index + 1), "Sized") => "`?`",
            _ => continue,
        };
        found.get_or_insert((token.span(), what));
    }
}

fn check_function(argument: &Argument, value: &[TokenTree], takes: Takes, errors: &mut Errors) {
    let key = &argument.key;
    if let Some((arity, span)) = closure_arity(value) {
        if arity != 1 {
            errors.push(span, format!("the closure of `{key}` takes one argument, this one takes {arity}"));
        }
    } else if let Some(literal @ TokenTree::Literal(_)) = value.first() {
        errors.push(
            literal.span(),
            format!("`{key}` wants a closure or the path of a function: `{key} = {}`", example(takes)),
        );
    }
}

/// `a::b`, `::a`, `crate::a`
fn is_path(value: &[TokenTree]) -> bool {
    let is_part = |token: &TokenTree| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => matches!(punct.as_char(), ':' | '$'),
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    };
    value.iter().all(is_part) && value.iter().any(|token| matches!(token, TokenTree::Ident(_)))
}
