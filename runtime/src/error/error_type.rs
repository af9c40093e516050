//! Defines the closed set of error types, the values of the label `error_type`.

use std::fmt;

macro_rules! error_types {
    ($($(#[$doc:meta])* $variant:ident = $label:literal,)*) => {
        /// How a call failed: the value of the label `error_type`.
        ///
        /// The set is closed, so that the label has few values and an alert rule can name them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ErrorType {
            $($(#[$doc])* $variant,)*
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
    /// The error type that follows from an HTTP status alone; `None` below 400.
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    ///
    /// assert_eq!(ErrorType::from_http_status(429), Some(ErrorType::RateLimit));
    /// assert_eq!(ErrorType::from_http_status(529), Some(ErrorType::Overloaded));
    /// assert_eq!(ErrorType::from_http_status(200), None);
    /// ```
    pub fn from_http_status(status: u16) -> Option<Self> {
        super::http::from_status(status)
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
        super::http::from_code(code)
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
        match code.and_then(Self::from_code) {
            // These two say less than the status may: a 404 comes as `invalid_request_error` too.
            general @ (None | Some(Self::InvalidRequest | Self::ProviderError)) => {
                Self::from_http_status(status).or(general)
            }
            known => known,
        }
    }

    /// The error type of an HTTP answer, where its message is at hand, too.
    ///
    /// Some providers have no code for a request that is larger than the context, or for an account that is empty: they report
    /// an invalid request, and only the message gives the reason. Their sentences are known, and are looked for in the message
    /// of an invalid request alone.
    ///
    /// | | status | code | message of an invalid request |
    /// |---|---|---|---|
    /// | `rate_limit` | 429 | `rate_limit_exceeded` (OpenAI), `rate_limit_error` (Anthropic), `RESOURCE_EXHAUSTED` (Gemini), `ThrottlingException` (Bedrock) | |
    /// | `quota_exhausted` | 402 (DeepSeek, OpenRouter, Anthropic) | `insufficient_quota` (OpenAI, with 429), `billing_error` (Anthropic), `*_spend_limit_*`, `credit_balance_exhausted` | "Your credit balance is too low" (Anthropic) |
    /// | `overloaded` | 503, 529 (Anthropic) | `overloaded_error`, `server_is_overloaded`, `UNAVAILABLE` | |
    /// | `timeout` | 408, 504 | `timeout_error`, `DEADLINE_EXCEEDED`, `ModelTimeoutException` | |
    /// | `context_overflow` | 413 | `context_length_exceeded`, `request_too_large` | "prompt is too long", "exceed context limit" (Anthropic), "maximum context length" (OpenAI, DeepSeek, Mistral), "exceeds the maximum number of tokens" (Gemini), "maximum prompt length is" (xAI), "Input is too long for requested model" (Bedrock) |
    /// | `auth` | 401, 403 | `invalid_api_key`, `authentication_error`, `permission_error`, `PERMISSION_DENIED` | |
    /// | `not_found` | 404 | `model_not_found`, `not_found_error`, `NOT_FOUND` | |
    /// | `content_filter` | | `content_policy_violation`, `content_filter`, `SAFETY` | |
    /// | `invalid_request` | other 4xx | `invalid_request_error`, `INVALID_ARGUMENT`, `ValidationException` | |
    /// | `provider_error` | other 5xx | `server_error`, `api_error`, `INTERNAL` | |
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
        match Self::from_http(status, code) {
            known @ Some(Self::InvalidRequest) => super::http::from_sentence(message).or(known),
            known => known,
        }
    }
}

impl fmt::Display for ErrorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
