//! `#[llm_metered]`

use super::{
    parts::{self, End, Parts},
    presets,
    template::{hygienic, parenthesised, template},
};
use crate::{
    parse::{Function, stream},
    tokens::{Span, TokenStream, TokenTree, is_ident, same_name},
    validate::{Key, Keys},
};

pub(super) fn parts(keys: &Keys, function: &Function) -> Parts {
    let krate = parts::krate(keys);
    let streams = keys.get("stream").is_some();
    let label = |name| parts::label(keys, name, &krate);
    let handle = match (keys.get("handle"), parts::outlives(function, streams)) {
        (None, _) => "$krate::__private::NoHandle",
        (Some(_), false) => "&__handle",
        (Some(_), true) => "::std::sync::Arc::clone(&__handle)",
    };
    let start = template(
        "$krate::__private::LlmCall::start($context, $agent_id, $tier, $worker_type, $model, $provider, $handle)",
        Span::mixed_site(),
        &[
            ("krate", &krate),
            ("context", &parts::context(keys, &krate)),
            ("agent_id", &label("agent_id")),
            ("tier", &label("tier")),
            ("worker_type", &label("worker_type")),
            ("model", &label("model")),
            ("provider", &label("provider")),
            ("handle", &template(handle, Span::mixed_site(), &[("krate", &krate)])),
        ],
    );
    let end = if streams { rewrapped(keys, function, &krate) } else { told(keys, function, &krate) };
    let handle = parts::handle(keys);
    let handle_type = template("$krate::__private::LlmHandle", Span::mixed_site(), &[("krate", &krate)]);
    Parts { krate, handle: handle.map(|handle| (handle, handle_type)), start, end }
}

/// Where the usage comes from.
enum Usage {
    /// The type implements `LlmResponse`.
    Response,
    /// A closure over the value.
    Closure(TokenStream),
    /// Not told here.
    Untold,
}

fn usage(keys: &Keys, krate: &TokenStream) -> Usage {
    match keys.get("usage") {
        None => Usage::Response,
        Some(Key { value, .. }) => match value.as_slice() {
            [TokenTree::Ident(name)] if same_name(name, "none") => Usage::Untold,
            [TokenTree::Ident(name)] => Usage::Closure(presets::closure(name, cache(keys), krate)),
            _ => Usage::Closure(parenthesised(value)),
        },
    }
}

fn cache(keys: &Keys) -> presets::Cache {
    match keys.get("cache").and_then(|cache| cache.value.first()) {
        Some(word) if is_ident(Some(word), "excluded") => presets::Cache::Excluded,
        _ => presets::Cache::Included,
    }
}

/// ```text
/// let __failed = …;
/// __guard.end(__failed, SplitValue(&__value).success());
/// ```
fn told(keys: &Keys, function: &Function, krate: &TokenStream) -> End {
    // What the type does not tell is wrong with the type: the place is where it is written.
    let span = function.returned.span().map_or_else(Span::mixed_site, hygienic);
    let value = template("&__value", span, &[]);
    let failed = parts::failed(keys, krate, &value);
    let (source, closure) = match usage(keys, krate) {
        Usage::Response => {
            ("__guard.end(__failed, $krate::__private::SplitValue(&__value).success());", TokenStream::new())
        }
        Usage::Closure(closure) => {
            ("__guard.end_with(__failed, $krate::__private::SplitValue(&__value).success(), $closure);", closure)
        }
        Usage::Untold => ("__guard.end_untold(__failed);", TokenStream::new()),
    };
    let end = template(source, span, &[("krate", krate), ("closure", &closure)]);
    End::Told(template(
        "{
            #[allow(unused_imports)]
            use $krate::__private::probes::*;
            let __failed = $failed;
            $end
        }",
        Span::mixed_site(),
        &[("krate", krate), ("failed", &failed), ("end", &end)],
    ))
}

/// ```text
/// StreamValue(__value).meter(__guard, failed, |stream, call| {
///     let observe = observer(&stream, |item, seen| seen.item(failed, SplitValue(item).success()));
///     Metered::new(stream, call, observe)         // or, for a type that is written out, Rewrap::rewrap(…)
/// })
/// ```
fn rewrapped(keys: &Keys, function: &Function, krate: &TokenStream) -> End {
    let span = function.returned.span().map_or_else(Span::mixed_site, hygienic);
    let failed = match function.returned.is_stream {
        true => template("::core::option::Option::None", span, &[]),
        false => parts::failed(keys, krate, &template("&__value", span, &[])),
    };
    let item_failed = parts::failed(keys, krate, &template("__item", span, &[]));
    let (source, closure) = match usage(keys, krate) {
        Usage::Response => {
            ("__seen.item(__failed, $krate::__private::SplitValue(__item).success());", TokenStream::new())
        }
        Usage::Closure(closure) => {
            ("__seen.item_with(__failed, $krate::__private::SplitValue(__item).success(), $closure);", closure)
        }
        Usage::Untold => ("__seen.item_untold(__failed);", TokenStream::new()),
    };
    let item = template(source, span, &[("krate", krate), ("closure", &closure)]);
    let wrap = match function.returned.has_opaque {
        true => "$krate::__private::Metered::new(__stream, __call, __observe)",
        false => "$krate::__private::Rewrap::rewrap(__stream, __call, __observe)",
    };
    let wrap = template(wrap, span, &[("krate", krate)]);
    // The value does not flow to the return type by itself, so what it says of the items is said here.
    let item_type = function.returned.item().map(|item| template(": &$item", span, &[("item", &stream(&item))]));
    End::Rewrapped(template(
        "{
            #[allow(unused_imports)]
            use $krate::__private::probes::*;
            let __failed = $failed;
            $krate::__private::StreamValue(__value).meter(__guard, __failed, move |__stream, __call| {
                let __observe = $krate::__private::observer(&__stream, move |__item $item_type, __seen| {
                    let __failed = $item_failed;
                    $item
                });
                $wrap
            })
        }",
        span,
        &[
            ("krate", krate),
            ("failed", &failed),
            ("item_failed", &item_failed),
            ("item", &item),
            ("wrap", &wrap),
            ("item_type", &item_type.unwrap_or_default()),
        ],
    ))
}
