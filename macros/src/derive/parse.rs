//! The type below the derive: its name, generics and variants.

use crate::{
    parse::after_generics,
    tokens::{
        Delimiter, Group, Ident, Span, TokenStream, TokenTree, Tokens, flatten, group, is_ident, is_punct, same_name,
    },
    validate::Errors,
};

#[derive(Debug)]
pub(super) struct Classified {
    pub(super) name: Ident,
    /// `T: Clone`, for `impl<…>`: without defaults.
    pub(super) parameters: Tokens,
    /// `T`, for the type.
    pub(super) arguments: Tokens,
    /// `where …`, or nothing.
    pub(super) bounds: Tokens,
    /// What `#[error_type(…)]` on the type itself says.
    pub(super) default: Vec<Said>,
    pub(super) is_enum: bool,
    /// The variants; a struct is one.
    pub(super) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(super) struct Variant {
    pub(super) name: Ident,
    pub(super) said: Vec<Said>,
    /// The names of the fields, or their numbers.
    pub(super) fields: Vec<TokenTree>,
}

/// The inside of one `#[error_type(…)]`.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) span: Span,
    pub(super) words: Tokens,
}

pub(super) fn classified(item: TokenStream, errors: &mut Errors) -> Option<Classified> {
    let tokens = flatten(item);
    let (default, mut index) = attributes(&tokens, 0);
    index = after_visibility(&tokens, index);
    let keyword = tokens.get(index)?;
    let is_enum = is_ident(Some(keyword), "enum");
    if !is_enum && !is_ident(Some(keyword), "struct") {
        errors.push(keyword.span(), "`ClassifyError` can be derived for an enum or a struct");
        return None;
    }
    let Some(TokenTree::Ident(name)) = tokens.get(index + 1) else { return None };
    index += 2;
    let mut generics: &[TokenTree] = &[];
    if is_punct(tokens.get(index), '<') {
        let end = after_generics(&tokens, index);
        generics = &tokens[index + 1..end - 1];
        index = end;
    }
    let (parameters, arguments) = split_generics(generics);
    let rest = &tokens[index..];
    let bounds = bounds(rest);
    let body = |delimiter| rest.iter().find_map(|token| group(Some(token), delimiter).cloned());
    let variants = if is_enum {
        variants(&body(Delimiter::Brace)?)
    } else {
        // The fields of a tuple struct come before its bounds.
        let fields = group(rest.first(), Delimiter::Parenthesis).cloned().or_else(|| body(Delimiter::Brace));
        vec![Variant {
            name: name.clone(),
            said: Vec::new(),
            fields: fields.as_ref().map(fields_of).unwrap_or_default(),
        }]
    };
    Some(Classified { name: name.clone(), parameters, arguments, bounds, default, is_enum, variants })
}

/// What the attributes from `index` on say, and where they end.
fn attributes(tokens: &[TokenTree], mut index: usize) -> (Vec<Said>, usize) {
    let mut said = Vec::new();
    while is_punct(tokens.get(index), '#') {
        let Some(attribute) = group(tokens.get(index + 1), Delimiter::Bracket) else { break };
        let inside = flatten(attribute.stream());
        if let Some(TokenTree::Ident(name)) = inside.first()
            && same_name(name, "error_type")
        {
            let words = group(inside.get(1), Delimiter::Parenthesis).map(|words| flatten(words.stream()));
            said.push(Said { span: name.span(), words: words.unwrap_or_default() });
        }
        index += 2;
    }
    (said, index)
}

fn after_visibility(tokens: &[TokenTree], index: usize) -> usize {
    if !is_ident(tokens.get(index), "pub") {
        return index;
    }
    index + 1 + usize::from(group(tokens.get(index + 1), Delimiter::Parenthesis).is_some())
}

/// `'a: 'b, T: Clone = u8, const N: usize = 3` → `'a: 'b, T: Clone, const N: usize` and `'a, T, N`
fn split_generics(generics: &[TokenTree]) -> (Tokens, Tokens) {
    let (mut parameters, mut arguments) = (Tokens::new(), Tokens::new());
    for parameter in split_at_commas(generics) {
        let default = position(parameter, |rest| is_punct(rest.first(), '='));
        parameters.extend(parameter[..default].iter().cloned());
        parameters.push(comma());
        let name = usize::from(is_ident(parameter.first(), "const"));
        // A lifetime is two tokens.
        let length = if is_punct(parameter.get(name), '\'') { 2 } else { 1 };
        arguments.extend(parameter.iter().skip(name).take(length).cloned());
        arguments.push(comma());
    }
    parameters.pop();
    arguments.pop();
    (parameters, arguments)
}

fn comma() -> TokenTree {
    TokenTree::Punct(crate::tokens::Punct::new(',', crate::tokens::Spacing::Alone))
}

/// `where …` up to the body or the semicolon.
fn bounds(rest: &[TokenTree]) -> Tokens {
    let start = rest.iter().position(|token| is_ident(Some(token), "where"));
    let Some(start) = start else { return Tokens::new() };
    let is_end = |token: &TokenTree| is_punct(Some(token), ';') || group(Some(token), Delimiter::Brace).is_some();
    rest[start..].iter().take_while(|token| !is_end(token)).cloned().collect()
}

fn variants(body: &Group) -> Vec<Variant> {
    let tokens = flatten(body.stream());
    let variant = |tokens: &[TokenTree]| {
        let (said, index) = attributes(tokens, 0);
        let Some(TokenTree::Ident(name)) = tokens.get(index) else { return None };
        let fields = match tokens.get(index + 1) {
            Some(TokenTree::Group(fields)) => fields_of(fields),
            _ => Vec::new(),
        };
        Some(Variant { name: name.clone(), said, fields })
    };
    split_at_commas(&tokens).into_iter().filter_map(variant).collect()
}

/// The names of the fields in braces, the numbers of those in parentheses.
fn fields_of(fields: &Group) -> Vec<TokenTree> {
    let tokens = flatten(fields.stream());
    let fields_are_named = fields.delimiter() == Delimiter::Brace;
    let name = |(number, field): (usize, &[TokenTree])| {
        if !fields_are_named {
            return Some(TokenTree::Literal(crate::tokens::Literal::usize_unsuffixed(number)));
        }
        let (_, index) = attributes(field, 0);
        field.get(after_visibility(field, index)).cloned()
    };
    split_at_commas(&tokens).into_iter().enumerate().filter_map(name).collect()
}

/// The parts between commas that belong to no generics; an empty one at the end is none.
fn split_at_commas(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let (mut parts, mut rest) = (Vec::new(), tokens);
    while !rest.is_empty() {
        let end = position(rest, |rest| is_punct(rest.first(), ','));
        parts.push(&rest[..end]);
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    parts
}

/// The first place, outside of generics, from where the tokens are wanted; the end if there is none.
fn position(tokens: &[TokenTree], wanted: impl Fn(&[TokenTree]) -> bool) -> usize {
    let mut index = 0;
    while index < tokens.len() && !wanted(&tokens[index..]) {
        index = if is_punct(tokens.get(index), '<') { after_generics(tokens, index) } else { index + 1 };
    }
    index.min(tokens.len())
}
