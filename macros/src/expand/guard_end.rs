//! Generates the end of a guard: with what the function returned, or with the items of a stream.

use crate::{
    args::{Key, UsageSource},
    attribute_kind::AttributeKind,
    attributed_fn::{AttributedFn, Mode},
    hygiene::{self, quote_mixed_site},
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// Writes the block that ends `__guard` with `__value`, a reference to what was returned or to an item of a stream.
///
/// ```text
/// let __failed = …;                                            // with the key `failed`: ….or_else(|| failed_success(…))
/// __guard.end(__failed, ResponseProbe(…).response());          // `#[llm_metered]`
/// __guard.end(__value);                                        // `#[in_context]`, which records nothing
/// __guard.end(Some(&__handle), __failed);                      // any other attribute
/// ```
pub(super) fn end(function: &AttributedFn) -> TokenStream {
    let (private, mut failed) = (function.private(), failed(function));
    let end = match function.attribute {
        AttributeKind::InContext => {
            return quote_mixed_site!({
                __guard.end(__value);
            });
        }
        AttributeKind::LlmMetered => with_usage(function),
        AttributeKind::MemoryOp => with_effects(function),
        AttributeKind::ProcessMetric | AttributeKind::ToolCall => {
            let handle = optional_handle(function, &quote_mixed_site!(&__handle));
            quote_mixed_site!(__guard.end(#handle, __failed);)
        }
    };
    // What an LLM call has used counts also if its response means failure, and may follow in a stream.
    if function.attribute != AttributeKind::LlmMetered
        && let Some(success) = by(function, Key::Failed, "failed_success", &success(function, Span::mixed_site()))
    {
        failed = quote_mixed_site!((#failed).or_else(|| #success));
    }
    quote_mixed_site!({
        #[allow(unused_imports)] // a type may need none of the probes
        use #private::probes::*;
        let __failed = #failed;
        #end
    })
}

/// Ends `__guard` with `__returned`, which is then the value of the block around.
pub(super) fn end_with_returned(function: &AttributedFn, span: Span, before: Option<&TokenStream>) -> TokenStream {
    let end = end(function);
    quote_spanned! {span=>
        {
            #before
            let __value = &__returned;
            #end
        }
        __returned
    }
}

/// Writes the expression in which `__guard` ends with the `__observed` items of a stream.
pub(super) fn finish(function: &AttributedFn) -> TokenStream {
    if matches!(function.attribute, AttributeKind::LlmMetered | AttributeKind::InContext) {
        return quote_mixed_site!(__guard.finish(__observed));
    }
    // The closure around it has a handle of its own.
    let handle = optional_handle(function, &quote_mixed_site!(&__finish_handle));
    quote_mixed_site!(__guard.finish(#handle, __observed))
}

/// The type of the error in `__value`, as an `Option<ErrorType>`.
fn failed(function: &AttributedFn) -> TokenStream {
    if let Some(failed) = failed_by(function, &quote_mixed_site!(failed_by)) {
        return failed;
    }
    let (private, value) = (function.private(), value(function));
    // Errors of every type are classified: with the feature `registry` off there is nothing to check.
    if function.mode == Mode::Off {
        return none();
    }
    let error = quote_mixed_site!(#private::ResultProbe(#value).failure());
    if function.item.error_may_borrow {
        quote_mixed_site!((&&&&#private::BorrowedErrorProbe(#error)).failed())
    } else {
        quote_mixed_site!((&&&&&#private::ErrorProbe(#error)).failed())
    }
}

/// The same where `__value` is what the function returned, and a future or stream in it is metered further.
pub(super) fn failed_at_start(function: &AttributedFn) -> TokenStream {
    // A bare stream is no `Result` for the closure of `error`. The closure of `failed` is for what comes of it.
    if function.item.returns.is_stream || function.attribute == AttributeKind::InContext {
        return none();
    }
    failed_by(function, &quote_mixed_site!(failed_at_start_by)).unwrap_or_else(|| failed(function))
}

/// The call of a function of the runtime crate with the value and the closure of the key `error`, if there is one.
fn failed_by(function: &AttributedFn, name: &TokenStream) -> Option<TokenStream> {
    let (private, value, classify) = (function.private(), value(function), function.args.value(Key::Error)?);
    Some(quote_mixed_site!(#private::#name(#value, #classify)))
}

/// `&*__value`, with the spans of the type that the function returns: the compiler reports errors in the type there.
fn value(function: &AttributedFn) -> TokenStream {
    let (first, last) = function.item.returns.first_and_last_span();
    let value = quote_spanned!(last=> __value);
    quote_spanned!(first=> &* #value)
}

/// The end of an LLM call. The compiler reports errors in its usage where that is written: at the closure, or at the
/// return type.
///
/// ```text
/// __guard.end(__failed, ResponseProbe(success).response());
/// __guard.end(__failed, ResponseProbe(usage_by(success, closure).as_ref()).response());    // with the key `usage`
/// __guard.end(__failed, with_told_reason(…, ToldReasonProbe(success).told()));             // a closure, with the feature on
/// __guard.end(__failed, override_response(…, failed_success(success, closure), answered_by(success, closure)));  // `failed`, `answered`
/// ```
fn with_usage(function: &AttributedFn) -> TokenStream {
    let usage = function.args.usage();
    let ((place, last), report) = match usage {
        UsageSource::Response | UsageSource::None => (function.item.returns.first_and_last_span(), None),
        UsageSource::Preset(preset, cache, name) => {
            let place = hygiene::mixed_site_at(name.span());
            let krate = function.krate(Span::mixed_site());
            ((place, place), Some(preset.closure(cache, place, &krate)))
        }
        UsageSource::Function(closure) => {
            let (place, _) = hygiene::mixed_site_first_and_last(closure);
            ((place, place), Some(closure.to_token_stream()))
        }
    };
    let (krate, called) = (function.krate(place), quote_spanned!(last=> ()));
    let success = quote_spanned!(place=> #krate::__private::ResultProbe(&*__value).success #called);
    let (failed, answered) =
        (by(function, Key::Failed, "failed_success", &success), by(function, Key::Answered, "answered_by", &success));
    let is_told = failed.is_some() || answered.is_some();
    let response = match (&usage, report) {
        (UsageSource::None, _) if !is_told => return quote_spanned!(place=> __guard.end_without_usage(__failed);),
        (UsageSource::None, _) => {
            let report = quote_spanned!(place=> |_| #krate::__private::ResponseReport::<&str>::default());
            quote_spanned!(place=> #krate::__private::usage_by(#success, #report).as_ref())
        }
        (_, Some(report)) => quote_spanned!(place=> #krate::__private::usage_by(#success, #report).as_ref()),
        (_, None) => success.clone(),
    };
    let mut response = quote_spanned!(place=> #krate::__private::ResponseProbe(#response).response #called);
    // What a closure returns has the tokens alone. With the feature off there is nothing to check.
    if matches!(usage, UsageSource::Function(_)) && function.mode == Mode::On {
        let told = quote_spanned!(place=> #krate::__private::ToldReasonProbe(#success).told #called);
        response = quote_spanned!(place=> #krate::__private::with_told_reason(#response, #told));
    }
    if is_told {
        let failed = failed.unwrap_or_else(none);
        let answered = answered
            .unwrap_or_else(|| quote_mixed_site!(::core::option::Option::None::<#krate::__private::Answered<()>>));
        response = quote_spanned!(place=> #krate::__private::override_response(#response, #failed, #answered));
    }
    quote_spanned!(place=> __guard.end(__failed, #response);)
}

/// The call of a function of the runtime crate with the success and the closure of a key. The compiler reports errors in the
/// closure there.
fn by(function: &AttributedFn, key: Key, name: &str, success: &TokenStream) -> Option<TokenStream> {
    let closure = function.args.value(key)?;
    let (place, _) = hygiene::mixed_site_first_and_last(closure);
    let (krate, name) = (function.krate(place), Ident::new(name, place));
    Some(quote_spanned!(place=> #krate::__private::#name(#success, #closure)))
}

/// The success in `__value`, as an `Option` of a reference.
fn success(function: &AttributedFn, place: Span) -> TokenStream {
    let krate = function.krate(place);
    quote_spanned!(place=> #krate::__private::ResultProbe(&*__value).success())
}

/// The end of a memory operation, with what it affected, what it found by its type, and what it found by the key `results`:
///
/// ```text
/// (&&MemoryCountProbe(__success)).affected(), (&&MemoryCountProbe(__success)).results(), None
/// affected_by(__success, closure),        …,                                     results_by(__success, closure)
/// ```
fn with_effects(function: &AttributedFn) -> TokenStream {
    let (private, handle) = (function.private(), optional_handle(function, &quote_mixed_site!(&__handle)));
    let success = quote_mixed_site!(__success);
    let affected = by(function, Key::Affected, "affected_by", &success)
        .unwrap_or_else(|| quote_mixed_site!((&&#private::MemoryCountProbe(__success)).affected()));
    let results = by(function, Key::Results, "results_by", &success).unwrap_or_else(none);
    // A success that means failure has no effect.
    let unless_failed = function.args.has(Key::Failed).then(|| quote_mixed_site!(.filter(|_| __failed.is_none())));
    quote_mixed_site! {
        let __success = #private::ResultProbe(__value).success()#unless_failed;
        __guard.end(#handle, __failed, #affected, (&&#private::MemoryCountProbe(__success)).results(), #results);
    }
}

/// `Some(handle)`, or `None` without the key.
fn optional_handle(function: &AttributedFn, handle: &TokenStream) -> TokenStream {
    if function.args.has(Key::Handle) { quote_mixed_site!(::core::option::Option::Some(#handle)) } else { none() }
}

fn none() -> TokenStream {
    quote_mixed_site!(::core::option::Option::None)
}
