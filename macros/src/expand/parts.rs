//! The parts of an expansion that depend on the attribute and its keys.

use super::template::{hygienic, reference, template};
use crate::{
    Mode,
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
    /// A block that tells `__guard` of `__value`, a reference: the guard ends with it, or notes an item of a stream.
    pub(super) tell: TokenStream,
    /// How `__value` failed, as an `Option<ErrorType>`, where something in it would have gone on.
    pub(super) failed: TokenStream,
    /// An expression in which `__guard` ends with `__notes`.
    pub(super) finish: TokenStream,
    /// The key `stream`: an expression that makes of `__returned` the stream that goes on being metered.
    pub(super) rewrapped: Option<TokenStream>,
}

/// Whether the guard outlives the call of the function, inside a future or stream that is returned.
pub(super) fn outlives(function: &Function, streams: bool) -> bool {
    let shape = function.returned.shape;
    streams || matches!(shape, Shape::Future | Shape::BoxedFuture | Shape::FutureInside | Shape::Stream)
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

/// `&*__value`, at the type that the function returns: what is wrong with the type is shown where it is written.
pub(super) fn value(function: &Function) -> TokenStream {
    let mut value = template("&*__value", returned(function), &[]).into_iter().collect::<crate::tokens::Tokens>();
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
pub(super) fn failed(
    mode: Mode,
    keys: &Keys,
    krate: &TokenStream,
    value: &TokenStream,
    function: &Function,
) -> TokenStream {
    let holes = [("krate", krate), ("value", value)];
    match keys.get("error") {
        Some(key) => {
            let error = stream(&key.value);
            let holes = [holes[0], holes[1], ("error", &error)];
            template("$krate::__private::failed_by($value, $error)", Span::mixed_site(), &holes)
        }
        // Whatever the type is, it tells: there is nothing to check.
        None if mode == Mode::Off => template("::core::option::Option::None", Span::mixed_site(), &[]),
        None => {
            let source = if function.error_may_borrow {
                "(&&$krate::__private::BorrowedErrorProbe($krate::__private::SplitValue($value).failure())).failed()"
            } else {
                "(&&&&&$krate::__private::ErrorProbe($krate::__private::SplitValue($value).failure())).failed()"
            };
            template(source, Span::mixed_site(), &holes)
        }
    }
}

/// How what the function returned failed, where something in it goes on.
pub(super) fn failed_to_begin(mode: Mode, keys: &Keys, krate: &TokenStream, function: &Function) -> TokenStream {
    // A bare stream is no `Result` for the closure of `error`.
    if function.returned.is_stream {
        template("::core::option::Option::None", Span::mixed_site(), &[])
    } else {
        failed(mode, keys, krate, &value(function), function)
    }
}

/// `Some(&__handle)` or `None`.
pub(super) fn told_handle(keys: &Keys) -> TokenStream {
    handle_as(keys, "::core::option::Option::Some(&__handle)")
}

/// `__guard.finish(handle, __notes)`: with a handle of its own, since the items have the other one.
pub(super) fn finish(keys: &Keys) -> TokenStream {
    let handle = handle_as(keys, "::core::option::Option::Some(&__finish_handle)");
    template("__guard.finish($handle, __notes)", Span::mixed_site(), &[("handle", &handle)])
}

fn handle_as(keys: &Keys, some: &str) -> TokenStream {
    let source = if keys.get("handle").is_some() { some } else { "::core::option::Option::None" };
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
