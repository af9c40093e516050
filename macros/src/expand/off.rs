//! The body as it was, after a check that never runs: what would not compile with the feature on does not compile with it
//! off. Where there is nothing that could be wrong there is no check.

use super::{
    braces::{in_braces, is_lone},
    parts::{Parts, outlives},
    template::template,
};
use crate::{
    Attribute,
    parse::{Function, Shape, stream},
    tokens::{Span, TokenStream, TokenTree, Tokens, is_ident},
    validate::Keys,
};

/// ```text
/// { body }    →    {
///                      if false {
///                          let mut __guard = start;
///                          let __value: R = never();
///                          end
///                      }
///                      body
///                  }
/// ```
pub(super) fn body(attribute: Attribute, parts: &Parts, keys: &Keys, function: &Function) -> TokenStream {
    let span = Span::mixed_site();
    let (checked, bound) = handle(parts, function);
    let body = if is_lone(&function.body) { stream(&function.body) } else { in_braces(function, TokenStream::new()) };
    let tells = tells(attribute, keys);
    if !tells && !starts(keys) {
        return bound.into_iter().chain(body).collect();
    }
    let end = if tells { end(parts, function) } else { TokenStream::new() };
    template(
        "
        #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
        if false {
            $checked
            let mut __guard = $start;
            $end
        }
        $bound
        $body
        ",
        span,
        &[("checked", &checked), ("start", &parts.start), ("end", &end), ("bound", &bound), ("body", &body)],
    )
}

/// Whether what is given at the start can be wrong: more than texts are.
fn starts(keys: &Keys) -> bool {
    let is_text = |value: &Tokens| matches!(value.as_slice(), [TokenTree::Literal(literal)] if literal.to_string().starts_with('"'));
    let labels = ["agent_id", "tier", "worker_type", "model", "provider", "name"];
    let mut given = labels.iter().filter_map(|label| keys.get(label));
    given.any(|label| !is_text(&label.value)) || ["ctx", "crate"].iter().any(|path| keys.get(path).is_some())
}

/// Whether the value can be wrong: it must tell its usage, or a closure looks at it.
fn tells(attribute: Attribute, keys: &Keys) -> bool {
    let is_untold =
        keys.get("usage").is_some_and(|usage| is_ident(usage.value.first(), "none") && usage.value.len() == 1);
    let is_told = attribute == Attribute::LlmMetered && !is_untold;
    is_told || ["error", "affected", "results"].iter().any(|closure| keys.get(closure).is_some())
}

/// The handle for the check, and the one that the body sees.
pub(super) fn handle(parts: &Parts, function: &Function) -> (TokenStream, TokenStream) {
    let Some((name, kind)) = &parts.handle else { return Default::default() };
    let span = Span::mixed_site();
    let name = TokenTree::Ident(name.clone()).into();
    let holes = [("kind", kind), ("name", &name)];
    let (checked, bound) = if outlives(function, parts.rewrapped.is_some()) {
        ("let __handle = ::std::sync::Arc::new($kind::new());", "let $name = $kind::new();")
    } else {
        ("let __handle = $kind::new();", "let $name = &$kind::new();")
    };
    (template(checked, span, &holes), template(bound, span, &holes))
}

/// The end of the guard, where the type of the value is known and the check needs no dependency.
fn end(parts: &Parts, function: &Function) -> TokenStream {
    // What a stream is, only a dependency knows; what its items are, the return type may say.
    let streams = parts.rewrapped.is_some();
    let kind = if streams { function.returned.item() } else { value_type(function) };
    let Some(kind) = kind else { return TokenStream::new() };
    let span = Span::mixed_site();
    let kind = if kind.is_empty() { template("()", span, &[]) } else { stream(&kind) };
    // What may be an alias of a boxed future or stream tells something else than itself.
    let source = if streams || function.returned.surely_ends || function.returned.shape != Shape::Value {
        "let __told: $kind = $krate::__private::never(); let __value = &__told; $tell"
    } else {
        "let __told: $kind = $krate::__private::never();
        let __value = { use $krate::__private::probes::*; $krate::__private::OffValue(&__told).yielded() };
        $tell"
    };
    template(source, span, &[("kind", &kind), ("krate", &parts.krate), ("tell", &parts.tell)])
}

/// The type of what the function yields in the end; `None` where no type can be written down for it.
fn value_type(function: &Function) -> Option<Tokens> {
    let returned = &function.returned;
    match returned.shape {
        Shape::Never | Shape::Stream => None,
        Shape::Future | Shape::FutureInside => returned.output(),
        Shape::BoxedFuture if !function.is_async => returned.output(),
        Shape::Value | Shape::BoxedFuture => returned.nameable.clone().filter(|_| !returned.has_opaque),
    }
}
