//! Defines why a model stopped generating, the values of the label `reason` of `llm_finish_reasons_total`.

use crate::ErrorType;
use std::fmt;

/// Why the model stopped: the value of the label `reason`.
///
/// ```
/// use agent_metrics::FinishReason;
///
/// assert_eq!(FinishReason::from_name("max_tokens"), Some(FinishReason::Length)); // Anthropic
/// assert_eq!(FinishReason::from_name("MAX_TOKENS"), Some(FinishReason::Length)); // Gemini
/// assert_eq!(FinishReason::Length.to_string(), "length"); // OpenAI
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FinishReason {
    /// The answer is complete, or a stop sequence came.
    Stop,
    /// The answer was cut: it reached the limit of tokens, or filled the context.
    Length,
    /// The model calls tools.
    ToolCalls,
    /// A filter cut or refused the answer, or the model refused it itself.
    ContentFilter,
    /// Any other reason.
    Other,
}

impl FinishReason {
    /// Every reason.
    pub const ALL: &[Self] = &[Self::Stop, Self::Length, Self::ToolCalls, Self::ContentFilter, Self::Other];

    /// The label's value, such as `tool_calls`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::Other => "other",
        }
    }

    /// The reason by a provider's own name, in any case and with either of `_` and `-`: a `finish_reason`, `stop_reason`,
    /// `finishReason`, `stopReason`, `done_reason`, or the reason why a response is incomplete. A name that is not known is
    /// [`Other`](Self::Other); `None` for one that says that there is no reason yet.
    pub fn from_name(name: &str) -> Option<Self> {
        let is = |known: &&str| {
            let same = |(known, byte): (u8, u8)| known == byte.to_ascii_lowercase() || (known, byte) == (b'_', b'-');
            known.len() == name.len() && known.bytes().zip(name.bytes()).all(same)
        };
        if NONE.iter().any(is) {
            return None;
        }
        let known = NAMES.iter().find(|(names, _)| names.iter().any(is));
        Some(known.map_or(Self::Other, |(_, reason)| *reason))
    }

    /// The failure of an answer that ended for the reason of this name; `None` unless it was filtered or refused.
    pub(crate) fn failure_by_name(name: &str) -> Option<ErrorType> {
        (Self::from_name(name)? == Self::ContentFilter).then_some(ErrorType::ContentFilter)
    }
}

impl fmt::Display for FinishReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What stands where no reason is told.
const NONE: &[&str] = &["", "none", "null", "finish_reason_unspecified"];

/// The names of OpenAI and those that are compatible, Anthropic, Bedrock, Gemini, Cohere, Mistral and Ollama.
const NAMES: &[(&[&str], FinishReason)] = &[
    (
        &["stop", "end_turn", "stop_sequence", "complete", "completed", "finish", "eos", "eos_token", "endoftext"],
        FinishReason::Stop,
    ),
    (
        &["length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded", "error_limit"],
        FinishReason::Length,
    ),
    (&["tool_calls", "tool_call", "tool_use", "function_call"], FinishReason::ToolCalls),
    (
        &[
            "content_filter",
            "content_filtered",
            "refusal",
            "guardrail_intervened",
            "safety",
            "recitation",
            "blocklist",
            "prohibited_content",
            "spii",
            "model_armor",
            "image_safety",
            "image_prohibited_content",
            "image_recitation",
            "error_toxic",
            "sensitive",
        ],
        FinishReason::ContentFilter,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_each_provider() {
        use FinishReason::{ContentFilter, Length, Other, Stop, ToolCalls};
        for (names, reason) in [
            (&["stop", "end_turn", "stop_sequence", "STOP", "COMPLETE", "completed", "STOP_SEQUENCE"][..], Stop),
            (&["length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_context_window_exceeded"], Length),
            (&["tool_calls", "function_call", "tool_use", "TOOL_CALL", "tool-calls"], ToolCalls),
            (
                &["content_filter", "refusal", "SAFETY", "SPII", "guardrail_intervened", "content_filtered"],
                ContentFilter,
            ),
            (&["pause_turn", "load", "MALFORMED_FUNCTION_CALL", "OTHER", "ERROR", "stopped"], Other),
        ] {
            for name in names {
                assert_eq!(FinishReason::from_name(name), Some(reason), "{name}");
            }
        }
        for name in ["", "null", "FINISH_REASON_UNSPECIFIED"] {
            assert_eq!(FinishReason::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_label_is_a_name_of_its_reason() {
        for reason in FinishReason::ALL {
            assert_eq!(FinishReason::from_name(reason.as_str()), Some(*reason));
            assert_eq!(format!("{reason:>14}").trim(), reason.as_str());
        }
    }
}
