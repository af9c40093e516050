//! Presets: where a client's response types keep their usage, as field paths that the compiler checks against the user's
//! own type. So one spelling serves all versions of a client that keep the fields, and no client is a dependency.
//!
//! Fields that a newer version added have a preset of their own, named after the version: what is not there can't be asked
//! for, and what is there must not be passed over unsaid.

use super::template::{hygienic, template};
use crate::tokens::{Ident, TokenStream};

/// Whether the input tokens include those that were read from and written to a cache: what `cache = …` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Cache {
    #[default]
    Included,
    Excluded,
}

/// `usage = openai` → `|response| Answer { model: …, usage: …, failure: … }`
pub(super) fn closure(name: &Ident, cache: Cache, krate: &TokenStream) -> TokenStream {
    let Some(preset) = preset(&name.to_string()) else { return TokenStream::new() };
    let span = hygienic(name.span());
    let input = template(if cache == Cache::Excluded { preset.excluded } else { preset.input }, span, &[]);
    let usage = template(preset.usage, span, &[("krate", krate), ("input", &input)]);
    let model = template(preset.model, span, &[]);
    let failure = template(preset.failure, span, &[("krate", krate)]);
    template(
        "|__response| $krate::__private::Answer { model: $model, usage: $usage, failure: $failure }",
        span,
        &[("krate", krate), ("model", &model), ("usage", &usage), ("failure", &failure)],
    )
}

/// Expressions over `__response`.
struct Preset {
    /// An `Option<&str>`.
    model: &'static str,
    /// An `Option<TokenUsage>`, with a hole for the input.
    usage: &'static str,
    /// Calls on a `TokenUsage` that tell the input.
    input: &'static str,
    /// The same, where it excludes the cached tokens.
    excluded: &'static str,
    /// An `Option<ErrorType>`.
    failure: &'static str,
}

const NONE: &str = "::core::option::Option::None";
const MODEL: &str = "::core::option::Option::Some(__response.model.as_ref())";

fn preset(name: &str) -> Option<Preset> {
    let openai = Preset {
        model: MODEL,
        usage: OPENAI,
        input: ".input_including_cached(__usage.prompt_tokens, __prompt.and_then(|__details| __details.cached_tokens))",
        excluded: "",
        failure: OPENAI_FAILURE,
    };
    let responses = Preset {
        model: MODEL,
        usage: RESPONSES,
        input: ".input_including_cached(__usage.input_tokens, __usage.input_tokens_details.cached_tokens)",
        excluded: "",
        failure: RESPONSES_FAILURE,
    };
    Some(match name {
        "openai" => openai,
        "openai_0_42" => Preset {
            input:
                ".input_including_cached(__usage.prompt_tokens, __prompt.and_then(|__details| __details.cached_tokens))
                .cache_write_inside_input(__prompt.and_then(|__details| __details.cache_write_tokens))
                .input_image(__prompt.and_then(|__details| __details.image_tokens))",
            ..openai
        },
        "openai_responses" => responses,
        "openai_responses_0_42" => Preset {
            input: ".input_including_cached(__usage.input_tokens, __usage.input_tokens_details.cached_tokens)
                .cache_write_inside_input(__usage.input_tokens_details.cache_write_tokens)",
            ..responses
        },
        "rig" => Preset {
            model: NONE,
            usage: RIG,
            input: ".input_including_cached(__told(__usage.input_tokens), __told(__usage.cached_input_tokens))",
            excluded: ".input_excluding_cached(
                __told(__usage.input_tokens), __told(__usage.cached_input_tokens), ::core::option::Option::<u64>::None,
            )",
            failure: NONE,
        },
        "rig_0_44" => Preset {
            model: "::core::option::Option::Some(
                __response.origin.response_model.as_deref().unwrap_or(__response.origin.model.as_ref())
            )",
            usage: RIG_0_44,
            input: ".input_including_cached(__usage.input_tokens, __usage.cached_input_tokens)
                .cache_write_inside_input(__usage.cache_creation_input_tokens)",
            excluded: "",
            failure: "__response.error.as_ref().map(|_| $krate::ErrorType::Other)",
        },
        "genai" => Preset {
            model: "::core::option::Option::Some(&*__response.provider_model_iden.model_name)",
            usage: GENAI,
            input:
                ".input_including_cached(__usage.prompt_tokens, __prompt.and_then(|__details| __details.cached_tokens))
                .cache_write_inside_input(__prompt.and_then(|__details| __details.cache_creation_tokens))",
            excluded: ".input_excluding_cached(
                __usage.prompt_tokens,
                __prompt.and_then(|__details| __details.cached_tokens),
                __prompt.and_then(|__details| __details.cache_creation_tokens),
            )",
            failure: "$krate::__private::filtered(&__response.stop_reason)",
        },
        "ollama" => Preset {
            model: MODEL,
            usage: "__response.final_data.as_ref().map(|__usage| $krate::TokenUsage::new()$input)",
            input: ".input(__usage.prompt_eval_count).output(__usage.eval_count)",
            excluded: "",
            failure: NONE,
        },
        "ollama_generate" => Preset {
            model: MODEL,
            usage: "::core::option::Option::Some($krate::TokenUsage::new()$input)",
            input: ".input(__response.prompt_eval_count).output(__response.eval_count)",
            excluded: "",
            failure: NONE,
        },
        "anthropic" => Preset {
            model: MODEL,
            usage: ANTHROPIC,
            input: ".input_excluding_cached(
                __usage.input_tokens, __usage.cache_read_input_tokens, __usage.cache_creation_input_tokens,
            )",
            excluded: "",
            failure: "$krate::__private::filtered(&__response.stop_reason)",
        },
        _ => return None,
    })
}

/// async-openai's `CreateChatCompletionResponse` and `CreateChatCompletionStreamResponse`: the cached tokens are inside the
/// prompt's, the thinking inside the completion's.
const OPENAI: &str = "__response.usage.as_ref().map(|__usage| {
    let __prompt = __usage.prompt_tokens_details.as_ref();
    let __completion = __usage.completion_tokens_details.as_ref();
    $krate::__private::media_within(
        $krate::TokenUsage::new()$input
            .input_audio(__prompt.and_then(|__details| __details.audio_tokens))
            .output(__usage.completion_tokens)
            .reasoning(__completion.and_then(|__details| __details.reasoning_tokens))
            .output_audio(__completion.and_then(|__details| __details.audio_tokens))
            .served($krate::__private::served(&__response.service_tier))
    )
})";
const OPENAI_FAILURE: &str =
    "__response.choices.iter().find_map(|__choice| $krate::__private::filtered(&__choice.finish_reason))";

/// async-openai's `Response`: the same convention under other names.
const RESPONSES: &str = "__response.usage.as_ref().map(|__usage| {
    $krate::TokenUsage::new()$input
        .output(__usage.output_tokens)
        .reasoning(__usage.output_tokens_details.reasoning_tokens)
        .served($krate::__private::served(&__response.service_tier))
})";
const RESPONSES_FAILURE: &str = "$krate::__private::status(
    &__response.status,
    __response.error.as_ref().map(|__error| &__error.code),
    __response.incomplete_details.as_ref().map(|__details| __details.reason.as_ref()),
)";

/// rig's `CompletionResponse` of every line: before 0.43 the counts are plain, and 0 is "not reported".
const RIG: &str = "{
    let __usage = &__response.usage;
    fn __told(__count: impl ::core::convert::Into<::core::option::Option<u64>>) -> ::core::option::Option<u64> {
        __count.into().filter(|__count| *__count > 0)
    }
    ::core::option::Option::Some($krate::TokenUsage::new()$input.output(__told(__usage.output_tokens)))
}";

/// rig's since 0.44, with what it tells beyond that: the input includes what was read from and written to a cache.
const RIG_0_44: &str = "{
    let __usage = &__response.usage;
    ::core::option::Option::Some(
        $krate::TokenUsage::new()$input
            .output(__usage.output_tokens)
            .reasoning(__usage.reasoning_tokens)
            .cost_dollars(__usage.cost.as_ref().map(|__cost| __cost.total))
    )
}";

/// genai's `ChatResponse`.
const GENAI: &str = "{
    let __usage = &__response.usage;
    let __prompt = __usage.prompt_tokens_details.as_ref();
    let __completion = __usage.completion_tokens_details.as_ref();
    ::core::option::Option::Some($krate::__private::media_within(
        $krate::TokenUsage::new()$input
            .cache_write_one_hour(
                __prompt
                    .and_then(|__details| __details.cache_creation_details.as_ref())
                    .and_then(|__details| __details.ephemeral_1h_tokens),
            )
            .input_audio(__prompt.and_then(|__details| __details.audio_tokens))
            .output(__usage.completion_tokens)
            .reasoning(__completion.and_then(|__details| __details.reasoning_tokens))
            .output_audio(__completion.and_then(|__details| __details.audio_tokens))
    ))
}";

/// Any type with the names of Anthropic's fields: what was read from and written to the cache is beside the input.
const ANTHROPIC: &str = "{
    let __usage = &__response.usage;
    ::core::option::Option::Some($krate::TokenUsage::new()$input.output(__usage.output_tokens))
}";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tokens::Span, validate::PRESETS};

    #[test]
    fn every_preset_that_is_known_by_name_has_paths() {
        let krate: TokenStream = "::agent_metrics".parse().expect("tokens");
        for (name, takes_cache) in PRESETS {
            let name = Ident::new(name, Span::call_site());
            for cache in [Cache::Included, Cache::Excluded].into_iter().take(1 + usize::from(*takes_cache)) {
                let closure = closure(&name, cache, &krate).to_string();
                assert!(closure.contains("TokenUsage :: new () ."), "{name}: {closure}");
                assert_eq!(closure.contains("input_excluding_cached"), name == "anthropic" || cache == Cache::Excluded);
            }
        }
    }
}
