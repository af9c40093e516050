//! HTTP statuses and the providers' machine codes. The codes are whole words of the providers' error objects, compared
//! for equality: a substring of a message decides nothing.

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

/// The sentences with which Anthropic, OpenAI and DeepSeek, and Google say that a request is larger than the context.
pub(super) fn says_context_overflow(message: &str) -> bool {
    ["prompt is too long", "maximum context length", "exceeds the maximum number of tokens"]
        .iter()
        .any(|sentence| message.contains(sentence))
}

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
        assert_eq!(answer(400, "Failed to generate"), Some(ErrorType::InvalidRequest));
        assert_eq!(answer(429, "prompt is too long"), Some(ErrorType::RateLimit));
    }
}
