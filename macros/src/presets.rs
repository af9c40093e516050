//! Reads the usage from the response types of known clients (`usage = openai`), by field paths that the compiler checks
//! against the user's own type. So one preset serves all versions of a client that keep the fields, and no client is a
//! dependency.
//!
//! Fields that a newer version added have a preset of their own, named after the version: a field that is missing cannot be
//! read, and one that is there must not be passed over silently.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// The response types of a client whose fields are known by name.
pub(crate) struct Preset {
    /// The value of the key `usage`.
    pub(crate) name: &'static str,
    pub(crate) cached: CachedTokens,
    /// The fields of a `ResponseReport` of `__response`: its model, its usage, how a response failed that came as a success, why
    /// the model stopped, whether the answer is complete where no reason says so, and whether no part of it is in a chunk.
    fields: fn(Cache, Span, &TokenStream) -> TokenStream,
}

/// Describes whether the input tokens of a client include those that were read from and written to a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CachedTokens {
    Included,
    Excluded,
    /// It depends on the version of the client, or on the provider behind it: the key `cache` decides.
    Varies,
    /// The client reports none.
    Unreported,
}

/// The value of the key `cache`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cache {
    Included,
    Excluded,
}

pub(crate) static PRESETS: [Preset; 10] = {
    use CachedTokens::{Excluded, Included, Unreported, Varies};
    [
        Preset { name: "openai", cached: Included, fields: |_, at, krate| openai(false, at, krate) },
        Preset { name: "openai_0_42", cached: Included, fields: |_, at, krate| openai(true, at, krate) },
        Preset { name: "openai_responses", cached: Included, fields: |_, at, krate| responses(false, at, krate) },
        Preset { name: "openai_responses_0_42", cached: Included, fields: |_, at, krate| responses(true, at, krate) },
        Preset { name: "rig", cached: Varies, fields: rig },
        Preset { name: "rig_0_44", cached: Included, fields: rig_0_44 },
        Preset { name: "genai", cached: Varies, fields: genai },
        Preset { name: "ollama", cached: Unreported, fields: ollama },
        Preset { name: "ollama_generate", cached: Unreported, fields: ollama_generate },
        Preset { name: "anthropic", cached: Excluded, fields: anthropic },
    ]
};

impl Preset {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// `usage = openai` → `|response| ResponseReport { model: …, usage: …, failure: …, finish_reason: …, is_end: …, is_empty: … }`
    pub(crate) fn closure(&self, cache: Cache, at: Span, krate: &TokenStream) -> TokenStream {
        let fields = (self.fields)(cache, at, krate);
        quote_spanned!(at=> |__response| #krate::__private::ResponseReport::<&str> { #fields })
    }
}

/// async-openai's `CreateChatCompletionResponse` and `CreateChatCompletionStreamResponse`: the cached tokens are
/// inside the prompt's, the reasoning inside the completion's.
fn openai(is_0_42: bool, at: Span, krate: &TokenStream) -> TokenStream {
    let newer = is_0_42.then(|| {
        quote_spanned! {at=>
            .cache_write_inside_input(__prompt.and_then(|__details| __details.cache_write_tokens))
            .input_image(__prompt.and_then(|__details| __details.image_tokens))
        }
    });
    let input = quote_spanned! {at=>
        .input_including_cached(__usage.prompt_tokens, __prompt.and_then(|__details| __details.cached_tokens)) #newer
    };
    let served = quote_spanned!(at=> .served(#krate::__private::served_tier(&__response.service_tier)));
    let usage = chat_usage(&input, &served, at, krate);
    quote_spanned! {at=>
        model: ::core::option::Option::Some(__response.model.as_ref()),
        usage: __response.usage.as_ref().map(|__usage| #usage),
        failure:
            __response.choices.iter().find_map(|__choice| #krate::__private::filter_failure(&__choice.finish_reason)),
        finish_reason:
            __response.choices.iter().find_map(|__choice| #krate::__private::finish_reason(&__choice.finish_reason)),
        is_end: false,
        // A chunk that has the role alone, or no choice, is not the first token.
        is_empty: {
            #[allow(unused_imports)] // one of them is used
            use #krate::__private::{ContentByDebug as _, ContentUnknown as _};
            __response.choices.iter().all(|__choice| #krate::__private::ContentProbe(__choice).lacks_content())
        }
    }
}

/// The tokens of a chat in `__usage`, by the names that OpenAI gives them and genai too.
fn chat_usage(input: &TokenStream, rest: &TokenStream, at: Span, krate: &TokenStream) -> TokenStream {
    quote_spanned! {at=> {
        let __prompt = __usage.prompt_tokens_details.as_ref();
        let __completion = __usage.completion_tokens_details.as_ref();
        #krate::__private::media_within(
            #krate::TokenUsage::new() #input
                .input_audio(__prompt.and_then(|__details| __details.audio_tokens))
                .output(__usage.completion_tokens)
                .reasoning(__completion.and_then(|__details| __details.reasoning_tokens))
                .output_audio(__completion.and_then(|__details| __details.audio_tokens))
                #rest
        )
    }}
}

/// async-openai's `Response`: the same convention under other names.
fn responses(is_0_42: bool, at: Span, krate: &TokenStream) -> TokenStream {
    let newer = is_0_42
        .then(|| quote_spanned!(at=> .cache_write_inside_input(__usage.input_tokens_details.cache_write_tokens)));
    quote_spanned! {at=>
        model: ::core::option::Option::Some(__response.model.as_ref()),
        usage: __response.usage.as_ref().map(|__usage| {
            #krate::TokenUsage::new()
                .input_including_cached(__usage.input_tokens, __usage.input_tokens_details.cached_tokens)
                #newer
                .output(__usage.output_tokens)
                .reasoning(__usage.output_tokens_details.reasoning_tokens)
                .served(#krate::__private::served_tier(&__response.service_tier))
        }),
        failure: #krate::__private::status_failure(
            &__response.status,
            __response.error.as_ref().map(|__error| &__error.code),
            __response.incomplete_details.as_ref().map(|__details| __details.reason.as_ref()),
        ),
        finish_reason: #krate::__private::status_reason(
            &__response.status,
            __response.incomplete_details.as_ref().map(|__details| __details.reason.as_ref()),
        ),
        is_end: false,
        is_empty: false
    }
}

/// rig's `CompletionResponse` of every version: before 0.43 the counts are plain, and 0 is "not reported".
fn rig(cache: Cache, at: Span, krate: &TokenStream) -> TokenStream {
    let input = match cache {
        Cache::Included => quote_spanned! {at=>
            .input_including_cached(__reported(__usage.input_tokens), __reported(__usage.cached_input_tokens))
        },
        Cache::Excluded => quote_spanned!(at=> .input_excluding_cached(
            __reported(__usage.input_tokens),
            __reported(__usage.cached_input_tokens),
            ::core::option::Option::<u64>::None,
        )),
    };
    quote_spanned! {at=>
        model: ::core::option::Option::None,
        usage: {
            let __usage = &__response.usage;
            fn __reported(
                __count: impl ::core::convert::Into<::core::option::Option<u64>>,
            ) -> ::core::option::Option<u64> {
                __count.into().filter(|__count| *__count > 0)
            }
            ::core::option::Option::Some(#krate::TokenUsage::new() #input.output(__reported(__usage.output_tokens)))
        },
        failure: ::core::option::Option::None,
        finish_reason: ::core::option::Option::None,
        is_end: false,
        is_empty: false
    }
}

/// rig's since 0.44, with what it reports beyond that: the input includes what was read from and written to a cache.
fn rig_0_44(_: Cache, at: Span, krate: &TokenStream) -> TokenStream {
    quote_spanned! {at=>
        model: ::core::option::Option::Some(
            __response.origin.response_model.as_deref().unwrap_or(__response.origin.model.as_ref())
        ),
        usage: {
            let __usage = &__response.usage;
            ::core::option::Option::Some(
                #krate::TokenUsage::new()
                    .input_including_cached(__usage.input_tokens, __usage.cached_input_tokens)
                    .cache_write_inside_input(__usage.cache_creation_input_tokens)
                    .output(__usage.output_tokens)
                    .reasoning(__usage.reasoning_tokens)
                    .cost_dollars(__usage.cost.as_ref().map(|__cost| __cost.total))
            )
        },
        failure: __response.error.as_ref().map(|_| #krate::ErrorType::Other),
        finish_reason: {
            #[allow(unused_imports)] // where the type has a method of that name
            use #krate::__private::UnknownFinishReason as _;
            #krate::__private::finish_reason(&__response.finish_reason())
        },
        is_end: false,
        is_empty: false
    }
}

/// genai's `ChatResponse`.
fn genai(cache: Cache, at: Span, krate: &TokenStream) -> TokenStream {
    let cached = quote_spanned!(at=> __prompt.and_then(|__details| __details.cached_tokens));
    let written = quote_spanned!(at=> __prompt.and_then(|__details| __details.cache_creation_tokens));
    let input = match cache {
        Cache::Included => quote_spanned! {at=>
            .input_including_cached(__usage.prompt_tokens, #cached).cache_write_inside_input(#written)
        },
        Cache::Excluded => quote_spanned!(at=> .input_excluding_cached(__usage.prompt_tokens, #cached, #written)),
    };
    let one_hour = quote_spanned! {at=>
        .cache_write_one_hour(
            __prompt
                .and_then(|__details| __details.cache_creation_details.as_ref())
                .and_then(|__details| __details.ephemeral_1h_tokens)
        )
    };
    let usage = chat_usage(&input, &one_hour, at, krate);
    quote_spanned! {at=>
        model: ::core::option::Option::Some(&*__response.provider_model_iden.model_name),
        usage: ::core::option::Option::Some({
            let __usage = &__response.usage;
            #usage
        }),
        failure: #krate::__private::filter_failure(&__response.stop_reason),
        finish_reason: #krate::__private::finish_reason(&__response.stop_reason),
        is_end: false,
        is_empty: false
    }
}

/// ollama-rs's `ChatMessageResponse`.
fn ollama(_: Cache, at: Span, krate: &TokenStream) -> TokenStream {
    quote_spanned! {at=>
        model: ::core::option::Option::Some(__response.model.as_ref()),
        usage: __response.final_data.as_ref().map(|__usage| {
            #krate::TokenUsage::new().input(__usage.prompt_eval_count).output(__usage.eval_count)
        }),
        failure: ::core::option::Option::None,
        finish_reason: ::core::option::Option::None,
        is_end: __response.final_data.is_some(),
        is_empty: false
    }
}

/// ollama-rs's `GenerationResponse`.
fn ollama_generate(_: Cache, at: Span, krate: &TokenStream) -> TokenStream {
    let usage = quote_spanned! {at=>
        #krate::TokenUsage::new().input(__response.prompt_eval_count).output(__response.eval_count)
    };
    quote_spanned! {at=>
        model: ::core::option::Option::Some(__response.model.as_ref()),
        usage: ::core::option::Option::Some(#usage),
        failure: ::core::option::Option::None,
        finish_reason: ::core::option::Option::None,
        is_end: !(#usage).is_empty(),
        is_empty: false
    }
}

/// Any type with the names of Anthropic's fields: what was read from and written to a cache is beside the input.
fn anthropic(_: Cache, at: Span, krate: &TokenStream) -> TokenStream {
    quote_spanned! {at=>
        model: ::core::option::Option::Some(__response.model.as_ref()),
        usage: {
            let __usage = &__response.usage;
            ::core::option::Option::Some(
                #krate::TokenUsage::new()
                    .input_excluding_cached(
                        __usage.input_tokens, __usage.cache_read_input_tokens, __usage.cache_creation_input_tokens,
                    )
                    .output(__usage.output_tokens)
            )
        },
        failure: #krate::__private::filter_failure(&__response.stop_reason),
        finish_reason: #krate::__private::finish_reason(&__response.stop_reason),
        is_end: false,
        is_empty: false
    }
}
