//! Reads the usage from raw response bodies of providers. The shape of a JSON body decides whose convention its counts
//! follow; an unknown shape reports nothing.

mod anthropic;
mod bedrock_converse;
mod error_object;
mod fields;
mod finish_reason;
mod gemini;
mod has_content;
mod ollama;
mod openai_chat;
mod openai_responses;
mod openrouter;
mod shape;
mod xai;

#[cfg(test)]
mod tests;

use super::{FinishReason, LlmResponse, ServiceTier, TokenUsage, tokens::media::media_within};
use crate::ErrorType;
use serde_json::Value;
use shape::{Body, Shape};

/// A raw response body, or the body of one event of a stream: OpenAI chat and responses (and the compatible ones of DeepSeek,
/// xAI, Mistral, and OpenRouter with the cost that it reports), Anthropic messages, Gemini's `generateContent`, Bedrock Converse,
/// Ollama. A line of an OpenAI, Anthropic or Gemini batch result counts as [`ServiceTier::Batch`].
///
/// A body of another shape reports nothing; numbers in it that are no counts are dropped and the usage
/// [is inconsistent](TokenUsage::is_inconsistent).
///
/// ```
/// use agent_metrics::LlmResponse;
/// use serde_json::json;
///
/// let body = json!({
///     "modelVersion": "gemini-2.5-pro",
///     "usageMetadata": {
///         "promptTokenCount": 1_000, "cachedContentTokenCount": 400,  // cached tokens are inside the prompt's
///         "candidatesTokenCount": 10, "thoughtsTokenCount": 7,        // thoughts are beside the candidates'
///     },
/// });
/// let usage = body.usage().expect("a shape that is known");
/// assert_eq!((usage.input_tokens(), usage.cached_input_tokens(), usage.output_tokens()), (Some(600), Some(400), Some(17)));
/// assert_eq!(body.model(), Some("gemini-2.5-pro"));
/// assert_eq!(json!({ "tokens": 12 }).usage(), None);
/// ```
impl LlmResponse for Value {
    fn usage(&self) -> Option<TokenUsage> {
        let Body { shape, batch } = shape::of(self)?;
        let usage = match shape {
            Shape::OpenAiChat(body) => openai_chat::usage(body),
            Shape::OpenAiResponses(body) => openai_responses::usage(body),
            Shape::Anthropic(body) => anthropic::usage(body),
            Shape::Gemini(body) => gemini::usage(body),
            Shape::Converse(body) => bedrock_converse::usage(body),
            Shape::Ollama(body) => ollama::usage(body),
        }?;
        let usage = media_within(usage);
        // The batch decides, whatever tier the answer in it names.
        Some(if batch { usage.updated_by(&TokenUsage::new().served(ServiceTier::Batch)) } else { usage })
    }

    fn model(&self) -> Option<&str> {
        match shape::of(self)?.shape {
            Shape::OpenAiChat(body) | Shape::OpenAiResponses(body) | Shape::Anthropic(body) | Shape::Ollama(body) => {
                fields::text(body, "model")
            }
            Shape::Gemini(body) => fields::text(body, "modelVersion"),
            Shape::Converse(body) => bedrock_converse::model(body),
        }
    }

    fn failure(&self) -> Option<ErrorType> {
        let of_shape = |body: Body<'_>| match body.shape {
            Shape::OpenAiChat(body) => openai_chat::failure(body),
            Shape::OpenAiResponses(body) => openai_responses::failure(body),
            Shape::Anthropic(body) => anthropic::failure(body),
            Shape::Gemini(body) => gemini::failure(body),
            Shape::Converse(body) => bedrock_converse::failure(body),
            Shape::Ollama(_) => None,
        };
        shape::of(self).and_then(of_shape).or_else(|| error_object::find_failure(self))
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        finish_reason::reason(self, shape::of(self).map(|body| body.shape))
    }

    fn is_end(&self) -> bool {
        finish_reason::is_end(self, shape::of(self).map(|body| body.shape))
    }

    fn has_content(&self) -> bool {
        has_content::has_content(self, shape::of(self).map(|body| body.shape))
    }
}
