//! The body that records.

use super::{
    parts::{End, Parts, outlives},
    template::{hygienic, template},
};
use crate::{
    parse::{Function, Shape, stream},
    tokens::{Span, TokenStream},
};

pub(super) fn body(parts: &Parts, function: &Function) -> TokenStream {
    let span = Span::mixed_site();
    let handle = handle(parts, function);
    let run = run(parts, function);
    let end = end(parts);
    let holes = [("krate", &parts.krate), ("start", &parts.start), ("handle", &handle), ("run", &run), ("end", &end)];
    let source = match function.returned.shape {
        Shape::Never => NEVER,
        Shape::Future => FUTURE,
        Shape::BoxedFuture if !function.is_async => BOXED_FUTURE,
        Shape::Value | Shape::BoxedFuture => VALUE,
    };
    template(source, span, &holes)
}

/// ```text
/// fn f(a: A) -> R { body }    →    fn f(a: A) -> R {
///                                      let mut __guard = start;
///                                      let __value = call_within(&mut __guard, move || -> R { body });
///                                      end
///                                  }
/// ```
const VALUE: &str = "
    $handle
    #[allow(unused_mut)]
    let mut __guard = $start;
    let __value = $run;
    $end
";

/// Nothing comes back, so there is no value to look at: the guard records when it is dropped.
const NEVER: &str = "
    $handle
    let mut __guard = $start;
    let __value: ::core::convert::Infallible = $run;
    match __value {}
";

/// What is metered is the call that makes the future, and then the future to its end.
const FUTURE: &str = "
    $handle
    let mut __guard = $start;
    let __future = $run;
    async move {
        #[allow(unused_mut)]
        let mut __guard = __guard;
        let __value = $krate::__private::poll_within(&mut __guard, ::core::pin::pin!(__future)).await;
        $end
    }
";

const BOXED_FUTURE: &str = "
    $handle
    let mut __guard = $start;
    let __future = $run;
    ::std::boxed::Box::pin(async move {
        #[allow(unused_mut)]
        let mut __guard = __guard;
        let __value = $krate::__private::poll_within(&mut __guard, ::core::pin::pin!(__future)).await;
        $end
    })
";

/// `let call = &__handle;`, or a shared one where the guard outlives this function.
pub(super) fn handle(parts: &Parts, function: &Function) -> TokenStream {
    let Some((name, kind)) = &parts.handle else { return TokenStream::new() };
    let name = crate::tokens::TokenTree::Ident(name.clone()).into();
    let source = if outlives(function, matches!(parts.end, End::Rewrapped { .. })) {
        "let __handle = ::std::sync::Arc::new($kind::new()); let $name = ::std::sync::Arc::clone(&__handle);"
    } else {
        "let __handle = $kind::new(); let $name = &__handle;"
    };
    template(source, Span::mixed_site(), &[("kind", kind), ("name", &name)])
}

/// The user's body, run inside the guard.
fn run(parts: &Parts, function: &Function) -> TokenStream {
    // At the user's body: what the compiler says of the closure or block around it, it says of that.
    let span = hygienic(function.braces);
    let returned = &function.returned;
    let body = stream(&function.body);
    let unit = template("()", span, &[]);
    let never = template("::core::convert::Infallible", span, &[]);
    let kind = match &returned.nameable {
        _ if returned.shape == Shape::Never => Some(never),
        Some(nameable) if nameable.is_empty() => Some(unit),
        nameable => nameable.as_ref().map(|nameable| stream(nameable)),
    };
    let kind = kind.map(|kind| (expected(&kind, parts, function), kind));
    let empty = Default::default();
    let (expected, told) = kind.as_ref().unwrap_or(&empty);
    let holes = [("krate", &parts.krate), ("body", &body), ("kind", told), ("expected", expected)];
    let source = match (function.is_async, &kind) {
        // The block has no place for its type; a `return` that never runs tells it, so that `?` and coercions know.
        (true, Some(_)) => {
            "$krate::__private::poll_within(&mut __guard, ::core::pin::pin!(async move {
                #[allow(unreachable_code, clippy::diverging_sub_expression)]
                if false { $expected }
                $body
            })).await"
        }
        (true, None) => "$krate::__private::poll_within(&mut __guard, ::core::pin::pin!(async move { $body })).await",
        (false, Some(_)) => "$krate::__private::call_within(&mut __guard, move || -> $kind { $body })",
        (false, None) => "$krate::__private::call_within(&mut __guard, move || { $body })",
    };
    template(source, span, &holes)
}

/// Tells an `async` block its type, at the place where the user has written that type.
fn expected(kind: &TokenStream, parts: &Parts, function: &Function) -> TokenStream {
    template(
        "let __expected: $kind = $krate::__private::never(); return __expected;",
        super::parts::returned(function),
        &[("kind", kind), ("krate", &parts.krate)],
    )
}

fn end(parts: &Parts) -> TokenStream {
    match &parts.end {
        End::Told(told) => template("$told __value", Span::mixed_site(), &[("told", told)]),
        End::Rewrapped { value, .. } => value.clone(),
    }
}
