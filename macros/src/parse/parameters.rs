//! The parameters, as far as the order in which they are dropped depends on the expansion.
//!
//! A plain function drops its arguments in reverse order. The body that an expansion makes is a closure or an `async` block:
//! it captures the arguments that it mentions, in the order in which it mentions them first, and drops them in that order;
//! the others are left to the function around it, which drops them later. So the body begins by mentioning the arguments
//! in reverse:
//!
//! ```text
//! fn f(a: A, _: B, c: C) { use(a, c) }    →    fn f(a: A, __1: B, c: C) { … move || {
//!                                                  let _ = &c; let _ = &__1; let _ = &a;
//!                                                  use(a, c)
//!                                              } … }
//! ```
//!
//! An argument that the body does not use is not mentioned, unless its name begins with `_`: the compiler is to say that
//! it is unused. Where fewer than two arguments can do anything when they are dropped, nothing is mentioned.

use super::arguments::after_generics;
use crate::tokens::{Delimiter, Group, Ident, Span, TokenTree, Tokens, any, flatten, is_ident, is_punct, same_name};

/// An argument to mention.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// `#[cfg(…)]` of the parameter.
    pub(crate) conditions: Tokens,
    pub(crate) name: Ident,
}

/// What the body has to mention, in that order; `_` in the head gets a name where it needs one.
pub(super) fn mentions(head: &mut Tokens, body: &[TokenTree]) -> Vec<Mention> {
    let Some(index) = parameters_index(head) else { return Vec::new() };
    let TokenTree::Group(group) = &head[index] else { return Vec::new() };
    let mut parameters = split(&group.stream().into_iter().collect::<Tokens>());
    let drops: Vec<bool> = parameters.iter().map(|parameter| may_drop(parameter)).collect();
    if drops.iter().filter(|drops| **drops).count() < 2 {
        return Vec::new();
    }
    let mut mentions = Vec::new();
    for (index, (parameter, drops)) in parameters.iter_mut().zip(drops).enumerate() {
        if drops {
            mentions.extend(of_parameter(parameter, index, body));
        }
    }
    mentions.reverse();
    let mut renamed = Group::new(Delimiter::Parenthesis, parameters.into_iter().flatten().collect());
    renamed.set_span(group.span());
    head[index] = TokenTree::Group(renamed);
    mentions
}

/// The first parentheses after `fn name<…>`.
fn parameters_index(head: &[TokenTree]) -> Option<usize> {
    let mut index = head.iter().position(|token| is_ident(Some(token), "fn"))? + 2;
    if is_punct(head.get(index), '<') {
        index = after_generics(head, index);
    }
    matches!(head.get(index), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
        .then_some(index)
}

/// The parameters, each with its comma.
fn split(tokens: &[TokenTree]) -> Vec<Tokens> {
    let (mut parameters, mut start, mut index) = (Vec::new(), 0, 0);
    while index < tokens.len() {
        let generics = is_punct(tokens.get(index), '<');
        index = if generics { after_generics(tokens, index) } else { index + 1 };
        if index == tokens.len() || !generics && is_punct(tokens.get(index - 1), ',') {
            parameters.push(tokens[start..index].to_vec());
            start = index;
        }
    }
    parameters
}

/// The index after the attributes.
fn after_attributes(parameter: &[TokenTree]) -> usize {
    (0..).step_by(2).find(|index| !is_punct(parameter.get(*index), '#')).unwrap_or(0)
}

/// The index of the `:` between pattern and type.
fn colon(parameter: &[TokenTree]) -> Option<usize> {
    (0..parameter.len()).find(|index| {
        let alone = |index: usize| !is_punct(parameter.get(index), ':');
        is_punct(parameter.get(*index), ':') && alone(index + 1) && index.checked_sub(1).is_none_or(alone)
    })
}

/// Not a reference, and not one of the types that everyone knows to be `Copy`.
fn may_drop(parameter: &[TokenTree]) -> bool {
    const PLAIN: &[&str] = &[
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
        "f64",
    ];
    let pattern = &parameter[after_attributes(parameter).min(parameter.len())..];
    let kind = flatten(colon(pattern).map_or(pattern, |colon| &pattern[colon + 1..]).iter().cloned());
    let is_plain = |name: &&str| is_ident(kind.first(), name);
    !(is_punct(kind.first(), '&') || (PLAIN.iter().any(is_plain) && kind.len() <= 2))
}

fn of_parameter(parameter: &mut Tokens, index: usize, body: &[TokenTree]) -> Vec<Mention> {
    let start = after_attributes(parameter);
    let conditions: Tokens = parameter[..start]
        .chunks(2)
        .filter(|attribute| matches!(attribute, [_, TokenTree::Group(group)] if is_condition(group)))
        .flatten()
        .cloned()
        .collect();
    // `self` alone has no colon.
    let end = colon(parameter).unwrap_or(parameter.len());
    if let [TokenTree::Ident(wildcard)] = &parameter[start..end]
        && same_name(wildcard, "_")
        && index > 0
    {
        let name = Ident::new(&format!("__{index}"), Span::mixed_site().located_at(wildcard.span()));
        parameter[start] = TokenTree::Ident(name.clone());
        return vec![Mention { conditions, name }];
    }
    let mut names = Vec::new();
    bindings(&parameter[start..end], &mut names);
    names.retain(|name| name.to_string().starts_with('_') || uses(body, &name.to_string()));
    names.into_iter().map(|name| Mention { conditions: conditions.clone(), name }).collect()
}

fn is_condition(attribute: &Group) -> bool {
    attribute.stream().into_iter().next().is_some_and(|word| is_ident(Some(&word), "cfg"))
}

/// The names that a pattern binds, from left to right.
fn bindings(pattern: &[TokenTree], names: &mut Vec<Ident>) {
    for (index, token) in pattern.iter().enumerate() {
        match token {
            TokenTree::Group(group) => bindings(&group.stream().into_iter().collect::<Tokens>(), names),
            TokenTree::Ident(name) if is_binding(pattern, index, name) => names.push(name.clone()),
            _ => {}
        }
    }
}

/// Not a keyword, a path, a constant, or the name of a field.
fn is_binding(pattern: &[TokenTree], index: usize, name: &Ident) -> bool {
    let name = name.to_string();
    let is_word = ["_", "ref", "mut", "true", "false", "box"].contains(&&*name);
    let is_field_or_path = is_punct(pattern.get(index + 1), ':')
        || index.checked_sub(1).is_some_and(|before| is_punct(pattern.get(before), ':') && is_path(pattern, before));
    let calls = matches!(pattern.get(index + 1), Some(TokenTree::Group(_))) || is_punct(pattern.get(index + 1), '!');
    !is_word && !is_field_or_path && !calls && !name.starts_with(char::is_uppercase)
}

/// Whether the colon at the index is the second of `::`.
fn is_path(pattern: &[TokenTree], index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| is_punct(pattern.get(before), ':'))
}

/// Whether the body uses the name, be it in a format string.
fn uses(body: &[TokenTree], name: &str) -> bool {
    let captured = format!("{{{name}");
    any(body.iter().cloned(), &|token| match token {
        TokenTree::Ident(ident) => same_name(ident, name),
        TokenTree::Literal(literal) => literal.to_string().contains(&captured),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{parse::stream, tokens::TokenStream};

    fn tokens(written: &str) -> Tokens {
        written.parse::<TokenStream>().expect("tokens").into_iter().collect()
    }

    fn mentioned(head: &str, body: &str) -> (String, String) {
        let mut head = tokens(head);
        let mentions = mentions(&mut head, &tokens(body));
        let names = mentions.iter().map(|mention| mention.name.to_string()).collect::<Vec<_>>().join(" ");
        (names, stream(&head).to_string())
    }

    #[test]
    fn used_arguments_are_mentioned_in_reverse() {
        assert_eq!(mentioned("fn f(a: A, b: B, c: C)", "a(b, c)").0, "c b a");
        assert_eq!(mentioned("fn f<T: A<B, C>>(a: T, b: Map<A, B>)", "b.c(a)").0, "b a");
        assert_eq!(mentioned("fn f(self, mut a: A)", "self.b(a)").0, "a self");
        assert_eq!(mentioned("fn f(self: Arc<Self>, a: A)", "format!(\"{a}\", self)").0, "a self");
        assert_eq!(mentioned("fn f(#[cfg(x)] a: A, b: B)", "a b").0, "b a");
    }

    #[test]
    fn unused_arguments_are_left_to_the_lint() {
        assert_eq!(mentioned("fn f(a: A, b: B, _c: C)", "a").0, "_c a");
    }

    #[test]
    fn where_the_order_can_not_be_seen_nothing_is_mentioned() {
        assert_eq!(mentioned("fn f(&self, a: A, b: &B, c: u64)", "a b c").0, "");
        assert_eq!(mentioned("fn f(&mut self, a: A)", "a").0, "");
        assert_eq!(mentioned("fn f()", "").0, "");
    }

    #[test]
    fn wildcards_get_a_name() {
        let (names, head) = mentioned("fn f(a: A, _: B)", "a");
        assert_eq!((&*names, &*head), ("__1 a", "fn f (a : A , __1 : B)"));
        // Before every other argument it is the last to be dropped anyway.
        assert_eq!(mentioned("fn f(_: A, b: B)", "b"), ("b".to_owned(), "fn f (_ : A , b : B)".to_owned()));
    }

    #[test]
    fn the_names_of_patterns_are_found() {
        let (names, _) = mentioned("fn f((a, ref b): (A, B), C { d, e: Some(g), .. }: C)", "a b c d e g");
        assert_eq!(names, "g d b a");
        let (names, _) = mentioned("fn f(h @ m::D(i, _): D, [j, .., k]: E)", "h i j k m");
        assert_eq!(names, "k j i h");
    }
}
