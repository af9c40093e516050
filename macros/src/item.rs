//! Parses the function below the attribute: the signature by syn, while the body is kept as tokens, so that a half-typed
//! body is reported by the compiler and completed by an editor as if the attribute were not there.

use crate::{
    attribute_kind::AttributeKind,
    control_flow::{self, QUESTION_MARK, RETURN},
    error_lifetime,
    errors::Errors,
    return_type::{ReturnShape, ReturnType},
};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Abi, Signature, Token, Visibility, braced,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    token::Brace,
};

/// A function whose body is not parsed.
pub(crate) struct ItemFn {
    attrs: Vec<syn::Attribute>,
    vis: Visibility,
    default: Option<Token![default]>,
    pub(crate) sig: Signature,
    brace: Brace,
    /// `#![…]` at the start of the body.
    inner_attrs: Vec<syn::Attribute>,
    /// The rest of the body.
    pub(crate) body: TokenStream,
    pub(crate) returns: ReturnType,
    /// True if the body has to stay in the function itself, since a closure does not see the caller of `#[track_caller]`.
    pub(crate) track_caller: bool,
    /// True if the error need not be `'static`.
    pub(crate) error_may_borrow: bool,
}

impl ItemFn {
    pub(crate) fn is_async(&self) -> bool {
        self.sig.asyncness.is_some()
    }

    /// The span of the body and its braces.
    pub(crate) fn body_span(&self) -> Span {
        self.brace.span.join()
    }

    /// The same function with another body.
    pub(crate) fn with_body(&self, body: impl ToTokens) -> TokenStream {
        let Self { attrs, vis, default, sig, brace, inner_attrs, .. } = self;
        let mut item = quote!(#(#attrs)* #vis #default #sig);
        brace.surround(&mut item, |block| block.extend(quote!(#(#inner_attrs)* #body)));
        item
    }

    /// Refuses to leave a `#[track_caller]` function early: its value is recorded where it flows to the end of the body.
    fn check_track_caller(&self, attribute: AttributeKind, errors: &mut Errors) {
        if !self.track_caller {
            return;
        }
        if let Some((span, what)) = control_flow::find_exit(self.body.clone(), &[RETURN, QUESTION_MARK]) {
            let this = attribute.name();
            errors.push(
                span,
                format!(
                    "`#[{this}]` can't see what {what} gives back from a `#[track_caller]` function: let the value flow \
                     to the end of the body, remove `#[track_caller]`, or meter a function that this one calls"
                ),
            );
        }
    }
}

/// Parses a function; the error for any other item describes what to do instead.
pub(crate) fn parse(attribute: AttributeKind, item: TokenStream, errors: &mut Errors) -> Option<ItemFn> {
    let item = errors.ok_or_push((|input: ParseStream<'_>| parse_item(attribute, input)).parse2(item))?;
    item.check_track_caller(attribute, errors);
    Some(item)
}

fn parse_item(attribute: AttributeKind, input: ParseStream<'_>) -> syn::Result<ItemFn> {
    let attrs = input.call(syn::Attribute::parse_outer)?;
    let vis = input.parse()?;
    let default = input.parse()?;
    check_kind(attribute, input)?;
    let sig: Signature = input.parse()?;
    if input.peek(Token![;]) {
        return Err(no_body(attribute, &sig.ident));
    }
    let content;
    let brace = braced!(content in input);
    let inner_attrs = content.call(syn::Attribute::parse_inner)?;
    let body = content.parse()?;
    let returns = ReturnType::new(&sig.output);
    let has_track_caller = attrs.iter().any(|attr| attr.path().is_ident("track_caller"));
    let track_caller = has_track_caller && sig.asyncness.is_none() && returns.shape != ReturnShape::Never;
    let error_may_borrow = error_lifetime::may_borrow(&sig);
    Ok(ItemFn { attrs, vis, default, sig, brace, inner_attrs, body, returns, track_caller, error_may_borrow })
}

/// Refuses every item but a function with a body that is not `const`.
fn check_kind(attribute: AttributeKind, input: ParseStream<'_>) -> syn::Result<()> {
    let ahead = input.fork();
    let this = attribute.name();
    let constness: Option<Token![const]> = ahead.parse()?;
    let _: Option<Token![async]> = ahead.parse()?;
    let _: Option<Token![unsafe]> = ahead.parse()?;
    let safe: Option<Token![safe]> = ahead.parse()?;
    let _: Option<Abi> = ahead.parse()?;
    if !ahead.peek(Token![fn]) {
        return Err(not_a_function(attribute, constness, &ahead));
    }
    let _: Token![fn] = ahead.parse()?;
    let name = Ident::parse_any(&ahead)?;
    if let Some(constness) = constness {
        let message = format!(
            "`#[{this}]` can't meter a `const fn`: nothing can be recorded while the compiler evaluates it; remove \
             `const`, or meter the function that calls it"
        );
        return Err(syn::Error::new(constness.span, message));
    }
    // Only a function that an `extern` block declares is `safe`.
    if safe.is_some() { Err(no_body(attribute, &name)) } else { Ok(()) }
}

fn no_body(attribute: AttributeKind, name: &Ident) -> syn::Error {
    let this = attribute.name();
    let message = format!(
        "`#[{this}]` needs a body to meter: put it on the implementations of this function, or give it a default body"
    );
    syn::Error::new(name.span(), message)
}

fn not_a_function(attribute: AttributeKind, constness: Option<Token![const]>, found: ParseStream<'_>) -> syn::Error {
    let word = match (constness, found.fork().parse()) {
        (Some(_), _) => "const".to_owned(),
        (None, Ok(TokenTree::Group(_)) | Err(_)) => String::new(),
        (None, Ok(token)) => token.to_string(),
    };
    let (what, instead) = match &*word {
        "struct" => ("a `struct`", "put it on the methods that do the work"),
        "enum" => ("an `enum`", "put it on the methods that do the work"),
        "union" => ("a `union`", "put it on the methods that do the work"),
        "impl" => ("an `impl` block", "put it on each method in it that is to be metered"),
        "trait" => ("a `trait`", "put it on its methods with a default body, and on those of its implementations"),
        "mod" => ("a module", "put it on each function in it that is to be metered"),
        "const" => ("a constant", "put it on the function that does the work"),
        "static" => ("a `static`", "put it on the function that does the work"),
        "type" => ("a type alias", "put it on the function that does the work"),
        "use" | "crate" => ("an import", "put it on the function itself"),
        "let" => ("a statement", "make a function of it"),
        "|" | "move" => ("a closure", "make a function of it"),
        _ => ("anything else", "put it on the function that does the work"),
    };
    let span = constness.map_or_else(|| found.span(), |constness| constness.span);
    syn::Error::new(span, format!("`#[{}]` meters functions, not {what}: {instead}", attribute.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_other_item_is_refused_with_the_right_place() {
        for (item, message) in [
            ("pub struct A;", "not a `struct`: put it on the methods"),
            ("unsafe impl Send for A {}", "not an `impl` block: put it on each method"),
            ("const A: u8 = 1;", "not a constant"),
            ("pub(crate) static A: u8 = 1;", "not a `static`"),
            ("const fn a() {}", "can't meter a `const fn`"),
            ("fn a(&self) -> A;", "needs a body to meter"),
            ("safe fn a(number: i32);", "needs a body to meter"),
            ("extern \"C\" { fn a(); }", "meters functions, not anything else"),
            ("", "meters functions, not anything else"),
        ] {
            let mut errors = Errors::default();
            assert!(parse(AttributeKind::ToolCall, item.parse().expect("tokens"), &mut errors).is_none(), "{item}");
            assert!(errors.messages().concat().contains(message), "{:?}", errors.messages());
        }
    }

    #[test]
    fn a_body_is_not_parsed() {
        for body in ["let length = ;", "self.entries.", "#![allow(x)] match {", "1 + + 2 => ."] {
            let item =
                format!("pub async unsafe fn a<T>(&self, _: T) -> T where T: B {{ {} }}", body.replace('{', "{}"));
            let tokens: TokenStream = item.parse().expect("tokens");
            let mut errors = Errors::default();
            let parsed = parse(AttributeKind::ToolCall, tokens.clone(), &mut errors).expect("a function");
            assert!(errors.is_empty());
            let bare = |tokens: TokenStream| tokens.to_string().replace(' ', "");
            assert_eq!(bare(parsed.with_body(&parsed.body)), bare(tokens));
        }
    }
}
