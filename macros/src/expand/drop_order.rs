//! Keeps the order in which arguments are dropped.
//!
//! A plain function drops its arguments in reverse order. The body of an expansion is a closure or an `async` block: it
//! captures the arguments that it mentions, in the order in which it mentions them first, and drops them in that order; the
//! others are left to the function around it, which drops them later. So the body begins by mentioning the arguments in
//! reverse:
//!
//! ```text
//! fn f(a: A, _: B, c: C) { use(a, c) }    →    fn f(a: A, __1: B, c: C) { … move || {
//!                                                  let _ = &c; let _ = &__1; let _ = &a;
//!                                                  use(a, c)
//!                                              } … }
//! ```
//!
//! An argument that the body does not use is not mentioned, unless its name begins with `_`: the compiler is to report that
//! it is unused. Where fewer than two arguments can do anything when they are dropped, nothing is mentioned.

use crate::{
    hygiene::{self, quote_mixed_site},
    item::ItemFn,
    token_trees::{PRIMITIVES, any_token, peel_type},
};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    FnArg, Pat, PatIdent, ReceiverKind, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

/// Returns the statements that capture what the body has to capture. A parameter `_` gets a name where it needs one.
pub(super) fn captures(item: &mut ItemFn) -> Vec<TokenStream> {
    let inputs = &mut item.sig.inputs;
    if item.track_caller || inputs.iter().filter(|input| may_drop(input)).count() < 2 {
        return Vec::new();
    }
    let mut captures = Vec::new();
    for (index, input) in inputs.iter_mut().enumerate().filter(|(_, input)| may_drop(input)) {
        let (attrs, names) = match input {
            FnArg::Receiver(receiver) => (&receiver.attrs, vec![receiver.self_token.into()]),
            FnArg::Typed(input) => (&input.attrs, names(&mut input.pat, index)),
        };
        let conditions: Vec<_> = attrs.iter().filter(|attr| attr.path().is_ident("cfg")).collect();
        // A parameter that this function has named is not in the body.
        let is_captured = |name: &Ident| name.to_string().starts_with('_') || uses(&item.body, name);
        let names = names.into_iter().filter(is_captured);
        captures.extend(names.map(|name| {
            quote_mixed_site! {
                #[allow(clippy::used_underscore_binding)] // the name is that of the user
                #(#conditions)*
                let _ = &#name;
            }
        }));
    }
    captures.reverse();
    captures
}

/// False for a reference, and for the types that are known to be `Copy`.
fn may_drop(input: &FnArg) -> bool {
    let written = match input {
        FnArg::Receiver(receiver) => match &receiver.kind {
            ReceiverKind::Reference(..) => return false,
            ReceiverKind::Typed(_, written) => written,
            _ => return true,
        },
        FnArg::Typed(input) => &input.ty,
    };
    match peel_type(written) {
        Type::Reference(_) => false,
        Type::Path(path) => !path.path.get_ident().is_some_and(|name| PRIMITIVES.iter().any(|copy| name == copy)),
        _ => true,
    }
}

/// The names that a pattern binds, from left to right.
fn names(pattern: &mut Pat, index: usize) -> Vec<Ident> {
    // Before every other argument a wildcard is the last to be dropped anyway.
    if let Pat::Wild(wildcard) = pattern
        && index > 0
    {
        let name = Ident::new(&format!("__{index}"), hygiene::mixed_site_at(wildcard.underscore_token.span));
        *pattern = parse_quote!(#name);
        return vec![name];
    }
    let mut bindings = Bindings(Vec::new());
    bindings.visit_pat_mut(pattern);
    bindings.0
}

struct Bindings(Vec<Ident>);

impl VisitMut for Bindings {
    fn visit_pat_ident_mut(&mut self, pattern: &mut PatIdent) {
        // A name in upper case is a constant or a unit struct.
        if !pattern.ident.to_string().starts_with(char::is_uppercase) {
            self.0.push(pattern.ident.clone());
        }
        visit_mut::visit_pat_ident_mut(self, pattern);
    }
}

/// True if the body uses the name, be it in a format string.
fn uses(body: &TokenStream, name: &Ident) -> bool {
    let (name, captured) = (name.to_string(), format!("{{{name}"));
    any_token(body.clone(), &|token| match token {
        TokenTree::Ident(ident) => *ident == name,
        TokenTree::Literal(literal) => literal.to_string().contains(&captured),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attribute_kind::AttributeKind, errors::Errors, item};
    use quote::ToTokens;

    /// The names in the order in which they are captured, and the signature.
    fn captured(signature: &str, body: &str) -> (String, String) {
        let tokens = format!("{signature} {{ {body} }}").parse().expect("tokens");
        let mut item = item::parse(AttributeKind::ToolCall, tokens, &mut Errors::default()).expect("a function");
        let names: Vec<String> = captures(&mut item).into_iter().map(name_of).collect();
        (names.join(" "), item.sig.to_token_stream().to_string())
    }

    /// The name in `let _ = &name;`.
    fn name_of(capture: TokenStream) -> String {
        let tokens: Vec<TokenTree> = capture.into_iter().collect();
        let [.., TokenTree::Ident(name), _] = tokens.as_slice() else { panic!("no capture") };
        name.to_string()
    }

    #[test]
    fn used_arguments_are_captured_in_reverse() {
        assert_eq!(captured("fn f(a: A, b: B, c: C)", "a(b, c)").0, "c b a");
        assert_eq!(captured("fn f<T: A<B, C>>(a: T, b: Map<A, B>)", "b.c(a)").0, "b a");
        assert_eq!(captured("fn f(self, mut a: A)", "self.b(a)").0, "a self");
        assert_eq!(captured("fn f(self: Arc<Self>, a: A)", "format!(\"{a}\", self)").0, "a self");
        assert_eq!(captured("fn f(#[cfg(x)] a: A, b: B)", "a b").0, "b a");
    }

    #[test]
    fn unused_arguments_are_left_to_the_lint() {
        assert_eq!(captured("fn f(a: A, b: B, _c: C)", "a").0, "_c a");
    }

    #[test]
    fn nothing_is_captured_where_the_order_can_not_be_seen() {
        assert_eq!(captured("fn f(&self, a: A, b: &B, c: u64)", "a b c").0, "");
        assert_eq!(captured("fn f(&mut self, a: A)", "a").0, "");
        assert_eq!(captured("fn f()", "").0, "");
    }

    #[test]
    fn wildcards_get_a_name() {
        let (names, signature) = captured("fn f(a: A, _: B)", "a");
        assert_eq!((&*names, &*signature), ("__1 a", "fn f (a : A , __1 : B)"));
        // Before every other argument a wildcard is the last to be dropped anyway.
        assert_eq!(captured("fn f(_: A, b: B)", "b"), ("b".to_owned(), "fn f (_ : A , b : B)".to_owned()));
    }

    #[test]
    fn the_names_of_patterns_are_found() {
        let (names, _) = captured("fn f((a, ref b): (A, B), C { d, e: Some(g), .. }: C)", "a b c d e g");
        assert_eq!(names, "g d b a");
        let (names, _) = captured("fn f(h @ m::D(i, _): D, [j, .., k]: E)", "h i j k m");
        assert_eq!(names, "k j i h");
    }
}
