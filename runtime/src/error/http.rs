//! Maps HTTP statuses and the providers' machine codes to error types.
//!
//! The codes are whole words of the providers' error objects, compared for equality. A message is only searched for the phrases
//! of [`SENTENCES`], which providers write for reasons that they have no code for.

use super::ErrorType;

pub(super) fn from_status(status: u16) -> Option<ErrorType> {
    Some(match status {
        ..=399 => return None,
        401 | 403 => ErrorType::Auth,
        402 => ErrorType::QuotaExhausted,
        404 => ErrorType::NotFound,
        408 | 504 => ErrorType::Timeout,
        413 => ErrorType::ContextOverflow,
        429 => ErrorType::RateLimit,
        503 | 529 => ErrorType::Overloaded,
        400..=499 => ErrorType::InvalidRequest,
        500.. => ErrorType::ProviderError,
    })
}

/// Codes of OpenAI (`error.code`, `error.type`), Anthropic (`error.type`), Google (`error.status`) and Bedrock (exception
/// names).
pub(super) fn from_code(code: &str) -> Option<ErrorType> {
    Some(match code {
        "rate_limit_exceeded"
        | "rate_limit_error"
        | "RESOURCE_EXHAUSTED"
        | "ThrottlingException"
        | "slow_down"
        | "too_many_requests" => ErrorType::RateLimit,
        "insufficient_quota"
        | "billing_error"
        | "billing_hard_limit_reached"
        | "credit_balance_exhausted"
        | "enforced_spend_limit_reached"
        | "organization_spend_limit_exceeded"
        | "organization_usage_limit_exceeded"
        | "project_spend_limit_exceeded"
        | "ServiceQuotaExceededException" => ErrorType::QuotaExhausted,
        "overloaded_error"
        | "server_is_overloaded"
        | "UNAVAILABLE"
        | "ServiceUnavailableException"
        | "ModelNotReadyException" => ErrorType::Overloaded,
        "timeout_error" | "DEADLINE_EXCEEDED" | "ModelTimeoutException" => ErrorType::Timeout,
        "context_length_exceeded" | "request_too_large" | "string_above_max_length" => ErrorType::ContextOverflow,
        "invalid_api_key"
        | "authentication_error"
        | "permission_error"
        | "UNAUTHENTICATED"
        | "PERMISSION_DENIED"
        | "AccessDeniedException" => ErrorType::Auth,
        "model_not_found" | "not_found_error" | "NOT_FOUND" | "ResourceNotFoundException" => ErrorType::NotFound,
        "content_policy_violation" | "content_filter" | "refusal" | "SAFETY" => ErrorType::ContentFilter,
        "invalid_request_error"
        | "INVALID_ARGUMENT"
        | "FAILED_PRECONDITION"
        | "ValidationException"
        | "conflict_error" => ErrorType::InvalidRequest,
        "server_error" | "api_error" | "INTERNAL" | "InternalServerException" => ErrorType::ProviderError,
        _ => return None,
    })
}

/// The error type by the message of an invalid request, for reasons that the provider has no code for.
pub(super) fn from_sentence(message: &str) -> Option<ErrorType> {
    let known = SENTENCES.iter().find(|(sentence, _)| message.contains(sentence));
    known.map(|(_, error_type)| *error_type)
}

const SENTENCES: [(&str, ErrorType); 7] = [
    // Anthropic.
    ("prompt is too long", ErrorType::ContextOverflow),
    ("exceed context limit", ErrorType::ContextOverflow),
    ("Your credit balance is too low", ErrorType::QuotaExhausted),
    // OpenAI, DeepSeek, Mistral, OpenRouter.
    ("maximum context length", ErrorType::ContextOverflow),
    // Google.
    ("exceeds the maximum number of tokens", ErrorType::ContextOverflow),
    // xAI.
    ("maximum prompt length is", ErrorType::ContextOverflow),
    // Bedrock.
    ("Input is too long for requested model", ErrorType::ContextOverflow),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_says_more_than_the_status() {
        for (status, code, error_type) in [
            (429, Some("insufficient_quota"), ErrorType::QuotaExhausted),
            (429, Some("rate_limit_exceeded"), ErrorType::RateLimit),
            (429, Some("RESOURCE_EXHAUSTED"), ErrorType::RateLimit),
            (429, None, ErrorType::RateLimit),
            (400, Some("context_length_exceeded"), ErrorType::ContextOverflow),
            (404, Some("invalid_request_error"), ErrorType::NotFound),
            (529, Some("overloaded_error"), ErrorType::Overloaded),
            (503, None, ErrorType::Overloaded),
            (402, None, ErrorType::QuotaExhausted),
            // DeepSeek: insufficient balance.
            (402, Some("invalid_request_error"), ErrorType::QuotaExhausted),
            (402, Some("billing_error"), ErrorType::QuotaExhausted),
            (400, Some("billing_error"), ErrorType::QuotaExhausted),
            (529, None, ErrorType::Overloaded),
            (529, Some("api_error"), ErrorType::Overloaded),
            (403, Some("permission_error"), ErrorType::Auth),
            (500, Some("api_error"), ErrorType::ProviderError),
            (418, Some("never heard of"), ErrorType::InvalidRequest),
        ] {
            assert_eq!(ErrorType::from_http(status, code), Some(error_type), "{status} {code:?}");
        }
        assert_eq!(ErrorType::from_http(200, Some("never heard of")), None);
    }

    #[test]
    fn a_sentence_counts_only_in_an_invalid_request() {
        let answer = |status, message| ErrorType::from_answer(status, Some("invalid_request_error"), message);
        assert_eq!(
            answer(400, "This model's maximum context length is 128000 tokens"),
            Some(ErrorType::ContextOverflow)
        );
        for (message, error_type) in [
            ("prompt is too long: 210000 tokens > 200000 maximum", ErrorType::ContextOverflow),
            (
                "input length and `max_tokens` exceed context limit: 199211 + 20000 > 200000, decrease input length or `max_tokens`",
                ErrorType::ContextOverflow,
            ),
            (
                "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing",
                ErrorType::QuotaExhausted,
            ),
            (
                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
                ErrorType::ContextOverflow,
            ),
            (
                "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
                ErrorType::ContextOverflow,
            ),
            ("Input is too long for requested model.", ErrorType::ContextOverflow),
            ("messages.0.content: text is too long to be nice", ErrorType::InvalidRequest),
            ("the rate of the prompt", ErrorType::InvalidRequest),
            ("Failed to generate", ErrorType::InvalidRequest),
        ] {
            assert_eq!(answer(400, message), Some(error_type), "{message}");
        }
        assert_eq!(answer(429, "prompt is too long"), Some(ErrorType::RateLimit));
    }
}
