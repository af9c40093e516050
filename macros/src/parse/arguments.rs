//! The grammar of the arguments: `word`, `key`, `key = value`, with commas between.
//!
//! A value goes to the next comma that belongs to none of its parts: not one in a group, in the parameters of a closure
//! (`|a, b| …`), or in generics (`f::<A, B>()`, `x as Map<A, B>`, `<A as B<C, D>>::f()`).

use crate::{
    Attribute,
    tokens::{Ident, Spacing, Span, TokenStream, TokenTree, Tokens, flatten, is_ident, is_punct},
    validate::{Errors, nameless},
};

/// `key` or `key = value`.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) key: Ident,
    pub(crate) value: Option<Tokens>,
}

pub(crate) type Arguments = Vec<Argument>;

pub(crate) fn arguments(attribute: Attribute, tokens: TokenStream, errors: &mut Errors) -> Arguments {
    let tokens = flatten(tokens);
    let mut arguments = Arguments::new();
    let mut rest = tokens.as_slice();
    while let Some(first) = rest.first() {
        let end = end_of_value(rest);
        let (written, after) = rest.split_at(end);
        rest = after.get(1..).unwrap_or_default();
        match written {
            [] => errors.push(first.span(), "expected `key = value` before this comma"),
            [TokenTree::Ident(key)] => arguments.push(Argument { key: key.clone(), value: None }),
            [TokenTree::Ident(key), TokenTree::Punct(equals), value @ ..]
                if equals.as_char() == '=' && equals.spacing() == Spacing::Alone && !value.is_empty() =>
            {
                arguments.push(Argument { key: key.clone(), value: Some(value.to_vec()) });
            }
            [TokenTree::Ident(key), equals @ TokenTree::Punct(_), value @ ..]
                if is_punct(Some(equals), '=') && !value.is_empty() && !is_punct(value.first(), '=') =>
            {
                // `key =|response| …` and `key =&x`: the `=` is joint with what follows.
                arguments.push(Argument { key: key.clone(), value: Some(value.to_vec()) });
            }
            other => arguments.extend(nameless(attribute, other, arguments.is_empty(), errors)),
        }
    }
    arguments
}

/// How many tokens there are before the comma that ends the argument.
fn end_of_value(tokens: &[TokenTree]) -> usize {
    let mut index = 0;
    while index < tokens.len() {
        if is_punct(tokens.get(index), ',') {
            break;
        }
        index = if opens_generics(tokens, index) {
            after_generics(tokens, index)
        } else if opens_closure(tokens, index) {
            after_parameters(tokens, index)
        } else {
            index + 1
        };
    }
    index
}

/// A `<` that is no comparison: after `::`, after the type of a cast, or where an expression begins.
fn opens_generics(tokens: &[TokenTree], index: usize) -> bool {
    if !is_punct(tokens.get(index), '<') {
        return false;
    }
    let Some(before) = index.checked_sub(1) else { return true };
    match &tokens[before] {
        // After `<` it is the second half of a shift.
        TokenTree::Punct(punct) => !matches!(punct.as_char(), '?' | '>' | '<'),
        TokenTree::Ident(_) => is_in_cast(tokens, before),
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

/// Whether the path that ends here is the type of a cast: `… as a::b::C`.
fn is_in_cast(tokens: &[TokenTree], mut index: usize) -> bool {
    loop {
        match index.checked_sub(1).map(|before| &tokens[before]) {
            Some(TokenTree::Ident(before)) => return crate::tokens::same_name(before, "as"),
            Some(TokenTree::Punct(colon)) if colon.as_char() == ':' && index >= 3 => index -= 3,
            _ => return false,
        }
    }
}

/// The index after the `>` that closes the `<` at `index`; arrows close nothing.
pub(crate) fn after_generics(tokens: &[TokenTree], index: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, token) in tokens[index..].iter().enumerate() {
        let TokenTree::Punct(punct) = token else { continue };
        match punct.as_char() {
            '<' => depth += 1,
            '>' if is_arrow(tokens, index + offset) => {}
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + offset + 1;
        }
    }
    tokens.len()
}

/// The `>` of `->` or `=>`.
fn is_arrow(tokens: &[TokenTree], index: usize) -> bool {
    matches!(
        index.checked_sub(1).map(|before| &tokens[before]),
        Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '-' | '=') && punct.spacing() == Spacing::Joint
    )
}

/// A `|` where an expression begins.
fn opens_closure(tokens: &[TokenTree], index: usize) -> bool {
    if !is_punct(tokens.get(index), '|') {
        return false;
    }
    let Some(before) = index.checked_sub(1) else { return true };
    match &tokens[before] {
        TokenTree::Punct(punct) => !matches!(punct.as_char(), '?' | '|'),
        before => ["move", "async", "return", "static"].iter().any(|word| is_ident(Some(before), word)),
    }
}

/// The index after the `|` that ends the parameters of the closure at `index`.
fn after_parameters(tokens: &[TokenTree], index: usize) -> usize {
    let mut inside = index + 1;
    while inside < tokens.len() && !is_punct(tokens.get(inside), '|') {
        inside = if is_punct(tokens.get(inside), '<') { after_generics(tokens, inside) } else { inside + 1 };
    }
    inside + 1
}

/// How many parameters the closure has that is written here; `None` for what is no closure.
pub(crate) fn closure_arity(value: &[TokenTree]) -> Option<(usize, Span)> {
    let start = value.iter().position(|token| !is_ident(Some(token), "move"))?;
    let bar = value.get(start).filter(|bar| is_punct(Some(bar), '|'))?;
    let parameters = &value[start + 1..(after_parameters(value, start) - 1).min(value.len())];
    let (mut arity, mut index) = (0, 0);
    while index < parameters.len() {
        arity += 1;
        while index < parameters.len() && !is_punct(parameters.get(index), ',') {
            let generics = is_punct(parameters.get(index), '<');
            index = if generics { after_generics(parameters, index) } else { index + 1 };
        }
        index += 1;
    }
    Some((arity, bar.span()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(written: &str) -> Vec<String> {
        let mut errors = Errors::default();
        let arguments = arguments(Attribute::LlmMetered, written.parse().expect("tokens"), &mut errors);
        assert!(errors.is_empty(), "{}", errors.into_tokens_before(TokenStream::new()));
        let text = |tokens: Tokens| tokens.into_iter().collect::<TokenStream>().to_string();
        arguments.into_iter().map(|argument| argument.value.map(text).unwrap_or_default()).collect()
    }

    #[test]
    fn commas_inside_a_value_do_not_end_it() {
        assert_eq!(values("a = f(1, 2), b = [1, 2], c"), ["f (1 , 2)", "[1 , 2]", ""]);
        assert_eq!(values("a = |x, y| x, b = 1"), ["| x , y | x", "1"]);
        assert_eq!(values("a = |x: &Map<A, B>| x.len(), b = 1").len(), 2);
        assert_eq!(values("a = f::<A, B>(), b = <A as B<C, D>>::f(), c = x as Map<A, B>").len(), 3);
        assert_eq!(values("a = move |r: Box<dyn Fn(A) -> B>| r, b = 2").len(), 2);
    }

    #[test]
    fn comparisons_are_no_generics() {
        assert_eq!(values("a = x < y, b = z > w").len(), 2);
        assert_eq!(values("a = (x) < y, b = x.len() < 3, c = 1 < 2").len(), 3);
        assert_eq!(values("a = x << 2, b = x >> 2, c = <<A as B>::C as D>::e()").len(), 3);
        assert_eq!(values("a = x | y, b = x || y, c = f()? | z").len(), 3);
    }

    #[test]
    fn a_trailing_comma_is_allowed() {
        assert_eq!(values("a = 1,").len(), 1);
        assert_eq!(values("").len(), 0);
    }

    #[test]
    fn the_arity_of_a_closure_is_counted() {
        let arity = |written: &str| {
            let tokens = flatten(written.parse::<TokenStream>().expect("tokens"));
            closure_arity(&tokens).map(|(arity, _)| arity)
        };
        assert_eq!(arity("|r| r"), Some(1));
        assert_eq!(arity("|_: &Map<A, B>| 1"), Some(1));
        assert_eq!(arity("move |a, (b, c)| 1"), Some(2));
        assert_eq!(arity("|| 1"), Some(0));
        assert_eq!(arity("a::path"), None);
    }
}
