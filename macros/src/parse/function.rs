//! The function below the attribute, as far as an expansion must know it.

use super::{Mention, Returned, Shape, arguments::after_generics, failure, in_place, parameters};
use crate::{
    Attribute,
    tokens::{Delimiter, Ident, Span, TokenStream, TokenTree, Tokens, flatten, group, is_ident, is_punct},
    validate::{Errors, const_function, no_body, not_a_function},
};

#[derive(Debug)]
pub(crate) struct Function {
    /// Everything before the body, as it was written.
    pub(crate) head: Tokens,
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    pub(crate) returned: Returned,
    /// `#![…]` at the start of the body.
    pub(crate) inner_attributes: Tokens,
    /// The rest of the body.
    pub(crate) body: Tokens,
    pub(crate) braces: Span,
    /// The arguments that the body mentions first, so that they are dropped in their order.
    pub(crate) mentions: Vec<Mention>,
    /// The body must stay where it is.
    pub(crate) is_in_place: bool,
    /// The error need not be `'static`.
    pub(crate) error_may_borrow: bool,
}

/// Reads a function; whatever else it is, is an error that says what to do instead.
pub(crate) fn function(item: TokenStream, attribute: Attribute, errors: &mut Errors) -> Option<Function> {
    let tokens = unwrap(item);
    let flat = flatten(tokens.iter().cloned());
    let mut index = after_attributes(&flat);
    index = after_visibility(&flat, index);
    let (mut is_async, mut constant) = (false, None);
    while let Some(TokenTree::Ident(word)) = flat.get(index) {
        match word.to_string().as_str() {
            "async" => is_async = true,
            "const" => constant = Some(word.span()),
            "extern" => {
                if let Some(TokenTree::Literal(_)) = flat.get(index + 1) {
                    index += 1;
                }
            }
            "unsafe" | "safe" | "default" => {}
            _ => break,
        }
        index += 1;
    }
    if !is_ident(flat.get(index), "fn") {
        let span = constant.or_else(|| flat.get(index).map(TokenTree::span)).unwrap_or_else(Span::call_site);
        errors.push(span, not_a_function(attribute, constant.is_some(), flat.get(index)));
        return None;
    }
    let Some(TokenTree::Ident(name)) = flat.get(index + 1) else { return None };
    if let Some(constant) = constant {
        errors.push(constant, const_function(attribute));
        return None;
    }
    index += 2;
    let mut generics = Tokens::new();
    if is_punct(flat.get(index), '<') {
        let end = after_generics(&flat, index);
        generics.extend_from_slice(&flat[index..end]);
        index = end;
    }
    // The parameters.
    index += 1;
    let Some(body) = group(flat.last(), Delimiter::Brace) else {
        errors.push(name.span(), no_body(attribute));
        return None;
    };
    let returned = Returned::new(returned_tokens(&flat[index..flat.len() - 1]));
    let bounds = flat[index..flat.len() - 1].iter().skip_while(|token| !is_ident(Some(token), "where"));
    generics.extend(bounds.cloned());
    let error_may_borrow = failure::may_borrow(&returned.tokens, &generics);
    let braces = body.span();
    let (inner_attributes, body) = split_inner_attributes(body.stream().into_iter().collect());
    let mut head = head(tokens);
    let is_in_place = !is_async && returned.shape != Shape::Never && in_place::tracks_caller(&head);
    if is_in_place {
        in_place::refuse_exits(attribute, &body, errors);
    }
    let mentions = if is_in_place { Vec::new() } else { parameters::mentions(&mut head, &body) };
    let name = name.clone();
    Some(Function {
        head,
        name,
        is_async,
        returned,
        inner_attributes,
        body,
        braces,
        mentions,
        is_in_place,
        error_may_borrow,
    })
}

/// The tokens of an item that may have come whole, as the `$item` of a `macro_rules!`.
fn unwrap(item: TokenStream) -> Tokens {
    let tokens: Tokens = item.into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => unwrap(group.stream()),
        _ => tokens,
    }
}

fn after_attributes(tokens: &[TokenTree]) -> usize {
    let mut index = 0;
    while is_punct(tokens.get(index), '#') && group(tokens.get(index + 1), Delimiter::Bracket).is_some() {
        index += 2;
    }
    index
}

/// `pub`, `pub(crate)`.
fn after_visibility(tokens: &[TokenTree], index: usize) -> usize {
    if !is_ident(tokens.get(index), "pub") {
        return index;
    }
    index + 1 + usize::from(group(tokens.get(index + 1), Delimiter::Parenthesis).is_some())
}

/// `-> T`, without the arrow and without the `where` that may follow.
fn returned_tokens(after_parameters: &[TokenTree]) -> Tokens {
    let is_arrow = is_punct(after_parameters.first(), '-') && is_punct(after_parameters.get(1), '>');
    let tokens = if is_arrow { &after_parameters[2..] } else { &[] };
    tokens.iter().take_while(|token| !is_ident(Some(token), "where")).cloned().collect()
}

/// `#![allow(…)] statements` → `#![allow(…)]`, `statements`
fn split_inner_attributes(body: Tokens) -> (Tokens, Tokens) {
    let mut end = 0;
    while is_punct(body.get(end), '#')
        && is_punct(body.get(end + 1), '!')
        && group(body.get(end + 2), Delimiter::Bracket).is_some()
    {
        end += 3;
    }
    let mut attributes = body;
    let body = attributes.split_off(end);
    (attributes, body)
}

/// All tokens but the body. Where the body came as a fragment of a `macro_rules!` it is still the last token.
fn head(mut tokens: Tokens) -> Tokens {
    tokens.pop();
    tokens
}
