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
