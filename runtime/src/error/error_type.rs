//! Defines the closed set of error types, the values of the label `error_type`.

use super::evidence::Evidence;
use std::{error::Error, fmt, str::FromStr};

macro_rules! error_types {
    ($($(#[$doc:meta])* $variant:ident = $label:literal,)*) => {
        /// How a call failed: the value of the label `error_type`.
        ///
        /// The set is closed, so that the label has few values and an alert rule can name them. Parsed, shown and, with the
        /// feature `serde`, read and written, an error type is the label's value:
        ///
        /// ```
        /// use agent_metrics::ErrorType;
        ///
        /// assert_eq!("rate_limit".parse(), Ok(ErrorType::RateLimit));
        /// assert_eq!(ErrorType::RateLimit.to_string(), "rate_limit");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        pub enum ErrorType {
            $($(#[$doc])* #[cfg_attr(feature = "serde", serde(rename = $label))] $variant,)*
        }

        impl ErrorType {
            /// Every error type.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The label's value, such as `rate_limit`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)*
                }
            }
        }
    };
}

error_types! {
    /// Too many requests or tokens in a span of time: wait and try again.
    RateLimit = "rate_limit",
    /// Credit, budget or plan is used up: waiting does not help.
    QuotaExhausted = "quota_exhausted",
    /// The provider has no capacity just now (HTTP 503 and 529).
    Overloaded = "overloaded",
    /// No answer in time.
    Timeout = "timeout",
    /// The request is larger than the model's context.
    ContextOverflow = "context_overflow",
    /// The key is missing, wrong, or may not do this.
    Auth = "auth",
    /// The provider could not accept the request as it is.
    InvalidRequest = "invalid_request",
    /// No such model or resource.
    NotFound = "not_found",
    /// A safety filter refused the request or the answer.
    ContentFilter = "content_filter",
    /// The connection could not be made, or broke.
    Connection = "connection",
    /// The provider failed (HTTP 5xx).
    ProviderError = "provider_error",
    /// The caller dropped the call before it ended.
    Cancelled = "cancelled",
    /// The function panicked.
    Panic = "panic",
    /// None of the others, or not known.
    Other = "other",
}

impl ErrorType {
    /// The error type that follows from an HTTP status alone; `None` below 400 and above 599.
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    ///
    /// assert_eq!(ErrorType::from_http_status(429), Some(ErrorType::RateLimit));
    /// assert_eq!(ErrorType::from_http_status(529), Some(ErrorType::Overloaded));
    /// assert_eq!(ErrorType::from_http_status(200), None);
    /// assert_eq!(ErrorType::from_http_status(600), None);
    /// ```
    pub fn from_http_status(status: u16) -> Option<Self> {
        super::provider_failures::from_status(status)
    }

    /// The error type of a provider's machine code, such as OpenAI's `insufficient_quota` or Anthropic's
    /// `overloaded_error`; `None` for a code that is not known.
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    ///
    /// assert_eq!(ErrorType::from_code("insufficient_quota"), Some(ErrorType::QuotaExhausted));
    /// assert_eq!(ErrorType::from_code("Failed to generate"), None);
    /// ```
    pub fn from_code(code: &str) -> Option<Self> {
        super::provider_failures::from_code(code)
    }

    /// The error type of an HTTP answer: the provider's code where it says more than the status, else the status.
    ///
    /// OpenAI answers 429 both for a rate limit and for an empty account; only the code tells them apart.
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    ///
    /// let error_type = ErrorType::from_http(429, Some("insufficient_quota"));
    /// assert_eq!(error_type, Some(ErrorType::QuotaExhausted));
    /// ```
    pub fn from_http(status: u16, code: Option<&str>) -> Option<Self> {
        Self::from_answer(status, code, "")
    }

    /// The error type of an HTTP answer, where its message is at hand, too.
    ///
    /// Some providers have no code for a request that is larger than the context, or for an account that is empty: they report
    /// an invalid request, and only the message gives the reason. Their sentences are known. They count where the status and the
    /// code tell no more than an invalid request; a spend limit also where they tell `auth` or `rate_limit`, and a prompt that is
    /// too long or that is moderated also where they tell `auth`.
    ///
    /// | | status | code | sentence |
    /// |---|---|---|---|
    /// | `rate_limit` | 429 | `rate_limit_exceeded` (OpenAI, Groq), `rate_limit_error` (Anthropic), `RESOURCE_EXHAUSTED`, `RATE_LIMIT_EXCEEDED` (Google), `ThrottlingException` (Bedrock), `rate_limit_reached_error` (Moonshot) | |
    /// | `quota_exhausted` | 402 | `insufficient_quota`, `billing_hard_limit_reached`, `*_spend_limit_*` (OpenAI, with 429 or 400), `billing_error`, `enforced_spend_limit_reached` (Anthropic), `BILLING_DISABLED`, the quota of a day (Google), `blocked_api_access` (Groq, with 400), `exceeded_current_quota_error` (Moonshot) | "Your credit balance is too low", "You have reached your specified API usage limits" (Anthropic), "spending limit" (xAI, Fireworks), "Key limit exceeded" (OpenRouter) |
    /// | `overloaded` | 498 (Groq), 503, 529 (Anthropic) | `overloaded_error` (Anthropic), `server_is_overloaded` (OpenAI), `UNAVAILABLE` (Google), `ModelNotReadyException` (Bedrock), `engine_overloaded_error` (Moonshot) | |
    /// | `timeout` | 408, 504, 522 and 524 (Cloudflare), 598, 599 | `timeout_error` (Anthropic), `DEADLINE_EXCEEDED` (Google), `ModelTimeoutException` (Bedrock) | |
    /// | `context_overflow` | 413 | `context_length_exceeded` (OpenAI), `request_too_large` (Anthropic), `exceed_context_size_error` (llama.cpp) | "prompt is too long", "exceed context limit" (Anthropic), "maximum context length" (OpenAI, DeepSeek, Mistral, vLLM), "exceeds the maximum number of tokens" (Google), "maximum prompt length is" (xAI), "Input is too long for requested model" (Bedrock), "exceeded model token limit" (Moonshot) |
    /// | `auth` | 401, 403, 407 | `invalid_api_key` (OpenAI), `authentication_error`, `permission_error` (Anthropic), `PERMISSION_DENIED`, `API_KEY_INVALID`, `SERVICE_DISABLED` (Google, also with 400), `AccessDeniedException` (Bedrock) | "API key not valid" (Google), "Incorrect API key provided" (xAI) |
    /// | `not_found` | 404, 410 | `model_not_found` (OpenAI), `not_found_error` (Anthropic), `NOT_FOUND` (Google), `DeploymentNotFound` (Azure), `model_decommissioned` (Groq), `invalid_model` (Mistral) | "The provided model identifier is invalid" (Bedrock), "Model Not Exist" (DeepSeek) |
    /// | `content_filter` | | `content_policy_violation`, `content_filter` (OpenAI), `ResponsibleAIPolicyViolation` (Azure), `SAFETY` (Google), `metadata.reasons` (OpenRouter, with 403) | "Content violates usage guidelines" (xAI), "Output blocked by content filtering policy" (Anthropic) |
    /// | `invalid_request` | other 4xx | `invalid_request_error`, `INVALID_ARGUMENT`, `ValidationException` | |
    /// | `cancelled` | 499 (nginx, Google, Groq) | `CANCELLED` (Google) | |
    /// | `provider_error` | 424 (Bedrock, Groq), other 5xx | `server_error`, `api_error`, `INTERNAL`, `ModelErrorException` (Bedrock) | |
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    ///
    /// let anthropic = ErrorType::from_answer(400, Some("invalid_request_error"), "prompt is too long: 210000 tokens > 200000");
    /// assert_eq!(anthropic, Some(ErrorType::ContextOverflow));
    /// let other = ErrorType::from_answer(500, None, "the prompt is too long");
    /// assert_eq!(other, Some(ErrorType::ProviderError));
    /// ```
    pub fn from_answer(status: u16, code: Option<&str>, message: &str) -> Option<Self> {
        let mut evidence = Evidence::default();
        evidence.status(status);
        if let Some(code) = code {
            evidence.code(code);
        }
        evidence.message(message);
        evidence.error_type()
    }
}

impl fmt::Display for ErrorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Parses the label's value, and nothing else: for a provider's code there is [`ErrorType::from_code`].
impl FromStr for ErrorType {
    type Err = ParseErrorTypeError;

    fn from_str(label: &str) -> Result<Self, Self::Err> {
        let named = |error_type: &&Self| error_type.as_str() == label;
        Self::ALL.iter().find(named).copied().ok_or(ParseErrorTypeError(()))
    }
}

/// No [`ErrorType`] has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseErrorTypeError(());

/// Lists the names.
impl fmt::Display for ParseErrorTypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error type is one of ")?;
        for (index, error_type) in ErrorType::ALL.iter().enumerate() {
            let separator = if index > 0 { ", " } else { "" };
            write!(f, "{separator}`{error_type}`")?;
        }
        Ok(())
    }
}

impl Error for ParseErrorTypeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_parsed_as_it_is_shown() {
        assert_eq!(ErrorType::ALL.len(), 14);
        for error_type in ErrorType::ALL {
            assert_eq!(error_type.to_string().parse(), Ok(*error_type));
        }
        for wrong in ["", "RateLimit", "rate_limit ", "429", "insufficient_quota"] {
            assert_eq!(wrong.parse::<ErrorType>(), Err(ParseErrorTypeError(())), "{wrong}");
        }
        assert_eq!(format!("{:>8}|{:<8}|", ErrorType::Auth, ErrorType::Auth), "    auth|auth    |");
    }

    #[test]
    fn the_error_lists_what_there_is() {
        let error = "timed_out".parse::<ErrorType>().expect_err("it is called `timeout`").to_string();
        assert!(error.starts_with("an error type is one of `rate_limit`, `quota_exhausted`, "), "{error}");
        assert!(error.ends_with(", `panic`, `other`"), "{error}");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn is_its_label_in_a_file() {
        for error_type in ErrorType::ALL {
            let text = serde_json::to_string(error_type).expect("a text");
            assert_eq!(text, format!("\"{error_type}\""));
            assert_eq!(serde_json::from_str::<ErrorType>(&text).expect("the same"), *error_type);
        }
        let error = serde_json::from_str::<ErrorType>("\"timed_out\"").expect_err("no such type").to_string();
        assert!(error.starts_with("unknown variant `timed_out`, expected one of `rate_limit`, "), "{error}");
    }
}
