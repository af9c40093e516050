//! Expands whatever tokens there are: parts of a `macro_rules!`, wrong arguments, incomplete items.

use crate::{attribute_kind::AttributeKind, attributed_fn::Mode, expand};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use std::{fs, path::Path};

/// A function whose parts are fragments of a `macro_rules!`, each in an invisible group.
#[test]
fn invisible_groups_are_seen_through() {
    let grouped = |tokens: TokenStream| TokenTree::Group(Group::new(Delimiter::None, tokens));
    let (visibility, returned, body) = (
        grouped(quote!(pub(crate))),
        grouped(quote!(u8)),
        grouped(quote!({
            g();
            a
        })),
    );
    let value = grouped(quote!("bot"));
    for mode in [Mode::On, Mode::Off] {
        let expand = |arguments, item| {
            let expansion = expand::attribute(AttributeKind::ToolCall, mode, arguments, item);
            crate::token_trees::flatten(expansion).into_iter().collect::<TokenStream>().to_string()
        };
        let plain = expand(
            quote!(agent_id = "bot"),
            quote!(
                pub(crate) fn f(a: A) -> u8 {
                    g();
                    a
                }
            ),
        );
        let item = quote!(#visibility fn f(a: A) -> #returned #body);
        assert_eq!(
            expand(quote!(agent_id = #value), item.clone()).replace("\"bot\"", ""),
            plain.replace("\"bot\"", "")
        );
        assert_eq!(expand(quote!(agent_id = "bot"), grouped(item).into()), plain);
    }
}

/// The other tests compare errors of the grammar alone; here each refusal of the ui-tests goes through both modes.
#[test]
fn both_modes_refuse_the_same() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/tests/fail");
    let mut refused = 0;
    for case in fs::read_dir(cases).expect("the ui-tests").map(|case| case.expect("a case").path()) {
        if case.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&case).expect("a source").parse().expect("tokens");
            refused += refusals(source, &case.display().to_string());
        }
    }
    assert!(refused > 90, "the cases are not found: {refused}");
}

/// Expands each attribute in a source, and counts the errors.
fn refusals(source: TokenStream, case: &str) -> usize {
    let tokens: Vec<TokenTree> = source.into_iter().collect();
    let mut refused = 0;
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        refused += refusals(group.stream(), case);
        let written: Vec<TokenTree> = group.stream().into_iter().collect();
        let named = |attribute: &AttributeKind| {
            let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(name) if name == attribute.name());
            written.iter().take(4).any(is_name)
        };
        let Some(attribute) = AttributeKind::ALL.into_iter().find(named) else { continue };
        if group.delimiter() != Delimiter::Bracket {
            continue;
        }
        let arguments = match written.last() {
            Some(TokenTree::Group(arguments)) => arguments.stream(),
            _ => TokenStream::new(),
        };
        let item: TokenStream = tokens[index + 1..].iter().cloned().scan(false, until_end_of_item).collect();
        let [on, off] = [Mode::On, Mode::Off]
            .map(|mode| errors_in(expand::attribute(attribute, mode, arguments.clone(), item.clone())));
        assert_eq!(on, off, "{case}");
        refused += on.len();
    }
    refused
}

/// Passes the tokens up to the first braces, or the first semicolon.
fn until_end_of_item(has_ended: &mut bool, token: TokenTree) -> Option<TokenTree> {
    let is_end = match &token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    (!std::mem::replace(has_ended, *has_ended || is_end)).then_some(token)
}

/// The messages of `::core::compile_error! { … }`.
fn errors_in(expansion: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = expansion.into_iter().collect();
    let error = |tokens: &[TokenTree]| match tokens {
        [TokenTree::Ident(name), _, TokenTree::Group(message)] if name == "compile_error" => Some(message.to_string()),
        _ => None,
    };
    tokens.windows(3).filter_map(error).collect()
}

/// Whatever tokens an attribute stands on, it gives errors or an expansion and does not panic.
#[test]
fn incomplete_items_never_panic() {
    for item in [
        quote!(
            #[a]
            pub(crate) default async unsafe extern "C" fn f<T: A>(mut self: B<Self>, (a, _): C, _: D) -> E<impl F>
            where
                T: G,
            {
                h
            }
        ),
        quote!(pub struct A<T>(u8) where T: B; impl C for A {} #[d] || x),
    ] {
        let tokens: Vec<TokenTree> = item.into_iter().collect();
        for start in 0..tokens.len() {
            for end in start..=tokens.len() {
                let part: TokenStream = tokens[start..end].iter().cloned().collect();
                for mode in [Mode::On, Mode::Off] {
                    expand::attribute(AttributeKind::MemoryOp, mode, quote!(save, handle = call), part.clone());
                }
            }
        }
    }
}
