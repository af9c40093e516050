//! `#[llm_metered]`

use super::{
    parts::{self, Parts},
    presets,
    template::{hygienic, template},
};
use crate::{
    Mode,
    parse::{Function, Shape, stream},
    tokens::{Span, TokenStream, TokenTree, Tokens, is_ident, same_name},
    validate::{Key, Keys},
};

pub(super) fn parts(mode: Mode, keys: &Keys, function: &Function) -> Parts {
    let krate = parts::krate(keys);
    // A type that is a stream by its name says so itself.
    let streams = keys.get("stream").is_some() || function.returned.shape == Shape::Stream;
    let label = |name| parts::label(keys, name, &krate);
    let handle = match (keys.get("handle"), parts::outlives(function, streams)) {
        (None, _) => "$krate::__private::NoHandle",
        (Some(_), false) => "&__handle",
        (Some(_), true) => "::std::sync::Arc::clone(&__handle)",
    };
    let start = template(
        "$krate::__private::LlmCall::start($context, $agent_id, $tier, $worker_type, $model, $provider, $handle, $attempt)",
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
            ("attempt", &parts::flag(keys, "attempt")),
        ],
    );
    let handle_type = template("$krate::__private::LlmHandle", Span::mixed_site(), &[("krate", &krate)]);
    Parts {
        handle: parts::handle(keys).map(|handle| (handle, handle_type)),
        start,
        tell: tell(mode, keys, function, &krate),
        failed: parts::failed_to_begin(mode, keys, &krate, function),
        finish: template("__guard.finish(__notes)", Span::mixed_site(), &[]),
        rewrapped: streams.then(|| rewrapped(mode, keys, function, &krate)),
        krate,
    }
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

impl Usage {
    fn span(&self) -> Option<Span> {
        match self {
            Self::Closure(closure) => closure.clone().into_iter().next().map(|first| first.span()),
            Self::Response | Self::Untold => None,
        }
    }
}

fn usage(keys: &Keys, krate: &TokenStream) -> Usage {
    match keys.get("usage") {
        None => Usage::Response,
        Some(Key { value, .. }) => match value.as_slice() {
            [TokenTree::Ident(name)] if same_name(name, "none") => Usage::Untold,
            [TokenTree::Ident(name)] => Usage::Closure(presets::closure(name, cache(keys), krate)),
            _ => Usage::Closure(stream(value)),
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
fn tell(mode: Mode, keys: &Keys, function: &Function, krate: &TokenStream) -> TokenStream {
    let usage = usage(keys, krate);
    // What the type does not tell is wrong with the type, and shown there; so is what is wrong with a closure.
    let span = usage.span().map_or_else(|| parts::returned(function), hygienic);
    let success = success(keys, function, usage.span(), "&*__value");
    let failed = parts::failed(mode, keys, krate, &parts::value(function), function);
    let (source, closure) = match usage {
        Usage::Response => ("__guard.end(__failed, $success);", TokenStream::new()),
        Usage::Closure(closure) => ("__guard.end_with(__failed, $success, $closure);", closure),
        Usage::Untold => ("__guard.end_untold(__failed);", TokenStream::new()),
    };
    let end = template(source, span, &[("success", &success), ("closure", &closure)]);
    template(
        "{
            #[allow(unused_imports)]
            use $krate::__private::probes::*;
            let __failed = $failed;
            $end
        }",
        Span::mixed_site(),
        &[("krate", krate), ("failed", &failed), ("end", &end)],
    )
}

/// `SplitValue(&__value).success()`, from the first token of the return type to its last, or at the closure.
fn success(keys: &Keys, function: &Function, closure: Option<Span>, value: &str) -> TokenStream {
    let returned = &function.returned.tokens;
    let place = |token: Option<&TokenTree>| {
        closure.or_else(|| token.map(TokenTree::span)).map_or_else(Span::mixed_site, hygienic)
    };
    let (first, last) = (place(returned.first()), place(returned.last()));
    let source = format!("$krate::__private::SplitValue({value}).success()");
    let success = template(&source, first, &[("krate", &parts::krate_at(keys, first))]);
    let mut tokens: Tokens = success.into_iter().collect();
    if let Some(end) = tokens.last_mut() {
        end.set_span(last);
    }
    stream(&tokens)
}

/// ```text
/// StreamValue(__value).meter(__guard, failed, |stream, call| {
///     let observe = observer(&stream, |item, seen| seen.item(failed, SplitValue(item).success()));
///     Metered::new(stream, call, observe)         // or, for a type that is written out, Rewrap::rewrap(…)
/// })
/// ```
fn rewrapped(mode: Mode, keys: &Keys, function: &Function, krate: &TokenStream) -> TokenStream {
    let span = parts::returned(function);
    let usage = usage(keys, krate);
    let failed = if function.returned.is_stream {
        template("::core::option::Option::None", span, &[])
    } else {
        parts::failed(mode, keys, krate, &parts::value(function), function)
    };
    let item_failed = parts::failed(mode, keys, krate, &template("__item", span, &[]), function);
    let success = success(keys, function, usage.span(), "__item");
    let item_span = usage.span().map_or(span, hygienic);
    let (source, closure) = match usage {
        Usage::Response => ("__seen.item(__failed, $success);", TokenStream::new()),
        Usage::Closure(closure) => ("__seen.item_with(__failed, $success, $closure);", closure),
        Usage::Untold => ("__seen.item_untold(__failed);", TokenStream::new()),
    };
    let item = template(source, item_span, &[("success", &success), ("closure", &closure)]);
    let krate = &parts::krate_at(keys, span);
    let wrap = if function.returned.has_opaque {
        "$krate::__private::Metered::new(__stream, __call, __observe)"
    } else {
        "$krate::__private::Rewrap::rewrap(__stream, __call, __observe)"
    };
    let wrap = template(wrap, span, &[("krate", krate)]);
    // The value does not flow to the return type by itself, so what it says of the items is said here.
    let item_type = function.returned.item().filter(|_| function.returned.has_opaque);
    let item_type = item_type.map(|item| template(": &$item", span, &[("item", &stream(&item))]));
    template(
        "{
            #[allow(unused_imports)]
            use $krate::__private::probes::*;
            let __failed = {
                let __value = &__returned;
                $failed
            };
            $krate::__private::StreamValue(__returned).meter(__guard, __failed, move |__stream, __call| {
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
    )
}
