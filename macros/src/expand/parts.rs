//! The parts of an expansion that depend on the attribute and its keys.

use super::template::{hygienic, reference, template};
use crate::{
    parse::{Function, Shape, stream},
    tokens::{Ident, Span, TokenStream, TokenTree},
    validate::Keys,
};

/// What goes into the frame that [`on`](super::on) and [`off`](super::off) make.
pub(super) struct Parts {
    /// The path of the runtime crate.
    pub(super) krate: TokenStream,
    /// The user's name for the handle, and its type.
    pub(super) handle: Option<(Ident, TokenStream)>,
    /// An expression that makes the guard.
    pub(super) start: TokenStream,
    pub(super) end: End,
}

/// How the guard `__guard` ends, once the function has returned `__value`.
pub(super) enum End {
    /// Statements; the value goes on as it is.
    Told(TokenStream),
    /// An expression that makes another value of it: the stream that goes on being metered. And statements that tell the
    /// guard of an item, for the check with the feature off: no stream is there to be asked.
    Rewrapped { value: TokenStream, item: TokenStream },
}

/// Whether the guard outlives the call of the function, inside a future or stream that is returned.
pub(super) fn outlives(function: &Function, streams: bool) -> bool {
    streams || matches!(function.returned.shape, Shape::Future | Shape::BoxedFuture)
}

pub(super) fn krate(keys: &Keys) -> TokenStream {
    krate_at(keys, Span::mixed_site())
}

/// The same, at the place where an error in what follows is to be shown.
pub(super) fn krate_at(keys: &Keys, span: Span) -> TokenStream {
    // Without a value it is an error that was told.
    let given = keys.get("crate").filter(|key| !key.value.is_empty());
    given.map_or_else(|| template("::agent_metrics", span, &[]), |key| stream(&key.value))
}

pub(super) fn handle(keys: &Keys) -> Option<Ident> {
    match keys.get("handle")?.value.first() {
        Some(TokenTree::Ident(name)) => Some(name.clone()),
        _ => None,
    }
}

/// A reference to the value of a label, or to what stands for its absence.
pub(super) fn label(keys: &Keys, name: &str, krate: &TokenStream) -> TokenStream {
    match keys.get(name) {
        Some(key) => reference(&key.value),
        None => template("&$krate::__private::Absent", Span::mixed_site(), &[("krate", krate)]),
    }
}

/// The same for the context.
pub(super) fn context(keys: &Keys, krate: &TokenStream) -> TokenStream {
    match keys.get("ctx") {
        Some(key) => reference(&key.value),
        None => template("&$krate::__private::AmbientContext", Span::mixed_site(), &[("krate", krate)]),
    }
}

/// `&__value`, at the type that the function returns: what is wrong with the type is shown where it is written.
pub(super) fn value(function: &Function) -> TokenStream {
    let mut value = template("&__value", returned(function), &[]).into_iter().collect::<crate::tokens::Tokens>();
    if let (Some(place), Some(last)) = (function.returned.tokens.last(), value.last_mut()) {
        last.set_span(hygienic(place.span()));
    }
    stream(&value)
}

/// Where the type that the function returns is written.
pub(super) fn returned(function: &Function) -> Span {
    function.returned.span().map_or_else(Span::mixed_site, hygienic)
}

/// How `value` (a reference) failed, as an `Option<ErrorType>`.
pub(super) fn failed(keys: &Keys, krate: &TokenStream, value: &TokenStream) -> TokenStream {
    let holes = [("krate", krate), ("value", value)];
    match keys.get("error") {
        Some(key) => {
            let error = stream(&key.value);
            let holes = [holes[0], holes[1], ("error", &error)];
            template("$krate::__private::failed_by($value, $error)", Span::mixed_site(), &holes)
        }
        None => template("(&&&&&&$krate::__private::ErrorProbe($value)).failed()", Span::mixed_site(), &holes),
    }
}

/// `Some(&__handle)` or `None`.
pub(super) fn told_handle(keys: &Keys) -> TokenStream {
    let source = match keys.get("handle") {
        Some(_) => "::core::option::Option::Some(&__handle)",
        None => "::core::option::Option::None",
    };
    template(source, Span::mixed_site(), &[])
}

/// `true` or `false`, for a key that is there or not.
pub(super) fn flag(keys: &Keys, name: &str) -> TokenStream {
    template(if keys.get(name).is_some() { "true" } else { "false" }, Span::mixed_site(), &[])
}

/// A word, or the function's name, as the literal of a label.
pub(super) fn literal(name: &Ident) -> TokenStream {
    let name = name.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    let mut literal = crate::tokens::Literal::string(name);
    literal.set_span(Span::mixed_site());
    TokenTree::Literal(literal).into()
}
