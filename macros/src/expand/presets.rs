//! Presets: where a client's response types keep their usage, as field paths that the compiler checks against the user's
//! own type. So one spelling serves all versions of a client that keep the fields, and no client is a dependency.

use super::template::{hygienic, template};
use crate::tokens::{Ident, TokenStream};

/// `usage = openai` → `|response| Answer { model: …, usage: … }`
pub(super) fn closure(name: &Ident, krate: &TokenStream) -> TokenStream {
    let source = match name.to_string().as_str() {
        "openai" => OPENAI,
        _ => "",
    };
    template(source, hygienic(name.span()), &[("krate", krate)])
}

/// async-openai's `CreateChatCompletionResponse` and `CreateChatCompletionStreamResponse`: the cached tokens are inside the
/// prompt's, the thinking inside the completion's.
const OPENAI: &str = "|__response| $krate::__private::Answer {
    model: ::core::option::Option::Some(__response.model.as_ref()),
    usage: __response.usage.as_ref().map(|__usage| {
        $krate::TokenUsage::new()
            .input_including_cached(
                __usage.prompt_tokens,
                __usage.prompt_tokens_details.as_ref().and_then(|__details| __details.cached_tokens),
            )
            .output(__usage.completion_tokens)
            .reasoning(
                __usage.completion_tokens_details.as_ref().and_then(|__details| __details.reasoning_tokens),
            )
    }),
}";
