//! Lists what providers and proxies answer when a request fails: HTTP statuses, machine codes and sentences.
//!
//! The codes are whole words of the providers' error objects, compared for equality. The sentences are phrases that providers
//! write for reasons that they have no code for; they count where the status and the code leave the reason open.

use super::ErrorType::{
    self, Auth, Cancelled, ContentFilter, ContextOverflow, InvalidRequest, NotFound, Overloaded, ProviderError,
    QuotaExhausted, RateLimit, Timeout,
};

/// The error type of an HTTP status; `None` below 400.
pub(super) fn from_status(status: u16) -> Option<ErrorType> {
    Some(match status {
        // From 600 on it is a code of the provider's own.
        ..=399 | 600.. => return None,
        // 407 is a proxy's 401.
        401 | 403 | 407 => Auth,
        402 => QuotaExhausted,
        // 410 is what was there once, such as a model that is retired.
        404 | 410 => NotFound,
        // Cloudflare's 522 and 524 are a provider that is not reached, or does not answer, in time; 598 and 599 are those of
        // other proxies.
        408 | 504 | 522 | 524 | 598 | 599 => Timeout,
        413 => ContextOverflow,
        // Bedrock's model failed (`ModelErrorException`), or what a request of Groq depends on.
        424 => ProviderError,
        429 => RateLimit,
        // 498 is Groq's, for the flex tier; 529 is Anthropic's.
        498 | 503 | 529 => Overloaded,
        // "Client closed request": nginx, Google (`CANCELLED`), Groq.
        499 => Cancelled,
        400..=499 => InvalidRequest,
        // Cloudflare's 520, 521, 523, 525, 526 and 530 are a provider that is down, not a connection of the caller's.
        500..=599 => ProviderError,
    })
}

/// The error type of a machine code.
pub(super) fn from_code(code: &str) -> Option<ErrorType> {
    // Bedrock's exceptions stand in a namespace in the body (`com.amazon.coral.service#ThrottlingException`), and before a URL in
    // the header `x-amzn-errortype` (`ThrottlingException:http://…`).
    let code = code.rsplit('#').next()?.split(":http").next()?;
    let known = CODES.iter().find(|(.., codes)| codes.contains(&code));
    known.map(|(error_type, ..)| *error_type)
}

/// The error type of a message, for reasons that the provider has no code for.
pub(super) fn from_sentence(message: &str) -> Option<ErrorType> {
    let known = SENTENCES.iter().find(|(.., sentences)| sentences.iter().any(|sentence| message.contains(sentence)));
    known.map(|(error_type, ..)| *error_type)
}

/// By error type and source. Those who answer like OpenAI share its codes: Azure, Groq, Mistral, DeepSeek, xAI, Together,
/// Fireworks, Moonshot, OpenRouter, vLLM, llama.cpp.
const CODES: &[(ErrorType, &str, &[&str])] = &[
    (RateLimit, "OpenAI", &["rate_limit_exceeded", "slow_down", "too_many_requests"]),
    (RateLimit, "Anthropic, Mistral", &["rate_limit_error", "rate_limited"]),
    (RateLimit, "Google", &["RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded"]),
    (RateLimit, "Bedrock", &["ThrottlingException", "Throttling", "TooManyRequestsException"]),
    (RateLimit, "Moonshot, Azure", &["rate_limit_reached_error", "RateLimitReached"]),
    (
        QuotaExhausted,
        "OpenAI",
        &[
            "insufficient_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
            "organization_spend_limit_exceeded",
            "organization_usage_limit_exceeded",
            "project_spend_limit_exceeded",
        ],
    ),
    (QuotaExhausted, "Anthropic", &["billing_error", "credit_balance_exhausted", "enforced_spend_limit_reached"]),
    // `quota_exceeded` is the quota of a day.
    (
        QuotaExhausted,
        "Google",
        &[
            "BILLING_DISABLED",
            "RESOURCE_QUOTA_EXCEEDED",
            "QUOTA_EXHAUSTED",
            "quota_exceeded",
            "quotaExceeded",
            "dailyLimitExceeded",
        ],
    ),
    (QuotaExhausted, "Bedrock", &["ServiceQuotaExceededException"]),
    // Groq answers 400 when the spend limit is reached.
    (QuotaExhausted, "Groq, Moonshot", &["blocked_api_access", "exceeded_current_quota_error"]),
    (QuotaExhausted, "OpenRouter", &["payment_required", "token_limit_exceeded"]),
    (
        QuotaExhausted,
        "gateways",
        &["budget_exceeded", "spend_limit_exceeded", "insufficient_credits", "insufficient_balance"],
    ),
    (Overloaded, "OpenAI, vLLM", &["server_is_overloaded", "service_unavailable", "service_unavailable_error"]),
    (Overloaded, "Anthropic, Moonshot", &["overloaded_error", "engine_overloaded_error"]),
    (Overloaded, "Google", &["UNAVAILABLE", "MODEL_CAPACITY_EXHAUSTED"]),
    (Overloaded, "Bedrock", &["ServiceUnavailableException", "ServiceUnavailable", "ModelNotReadyException"]),
    (Overloaded, "Mistral, OpenRouter", &["service_tier_capacity_exceeded", "provider_overloaded"]),
    (Timeout, "Anthropic, OpenRouter", &["timeout_error", "timeout", "request_timeout", "gateway_timeout"]),
    (Timeout, "Google", &["DEADLINE_EXCEEDED", "deadline_exceeded"]),
    (Timeout, "Bedrock", &["ModelTimeoutException"]),
    (ContextOverflow, "OpenAI", &["context_length_exceeded", "string_above_max_length"]),
    (ContextOverflow, "Anthropic", &["request_too_large"]),
    // llama.cpp sends it as an event of a stream, too, whose status is 200.
    (ContextOverflow, "llama.cpp", &["exceed_context_size_error"]),
    (ContextOverflow, "GitHub", &["tokens_limit_reached", "model_max_prompt_tokens_exceeded"]),
    (ContextOverflow, "OpenRouter", &["string_too_long", "payload_too_large"]),
    (
        Auth,
        "OpenAI",
        &["invalid_api_key", "invalid_organization", "account_deactivated", "unsupported_country_region_territory"],
    ),
    (Auth, "Anthropic", &["authentication_error", "permission_error"]),
    (Auth, "Google", &["UNAUTHENTICATED", "PERMISSION_DENIED", "authentication", "permission_denied"]),
    // The reasons of `google.rpc.ErrorInfo`.
    (
        Auth,
        "Google",
        &[
            "API_KEY_INVALID",
            "API_KEY_SERVICE_BLOCKED",
            "API_KEY_HTTP_REFERRER_BLOCKED",
            "API_KEY_IP_ADDRESS_BLOCKED",
            "API_KEY_ANDROID_APP_BLOCKED",
            "API_KEY_IOS_APP_BLOCKED",
            "ACCESS_TOKEN_EXPIRED",
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "ACCESS_TOKEN_TYPE_UNSUPPORTED",
            "ACCOUNT_STATE_INVALID",
            "CONSUMER_INVALID",
            "CONSUMER_SUSPENDED",
            "CREDENTIALS_MISSING",
            "GCP_SUSPENDED",
            "IAM_PERMISSION_DENIED",
            "LOCATION_POLICY_VIOLATED",
            "ORG_RESTRICTION_VIOLATION",
            "RESOURCE_PROJECT_INVALID",
            "SECURITY_POLICY_VIOLATED",
            "SERVICE_DISABLED",
            "SERVICE_NOT_VISIBLE",
            "USER_BLOCKED_BY_ADMIN",
            "USER_PROJECT_DENIED",
        ],
    ),
    (
        Auth,
        "Bedrock",
        &[
            "AccessDeniedException",
            "AccessDenied",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MPAgreementBeingCreated",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "RequestExpired",
            "UnrecognizedClientException",
        ],
    ),
    (Auth, "Moonshot", &["invalid_authentication_error", "incorrect_api_key_error", "permission_denied_error"]),
    (NotFound, "OpenAI, Groq", &["model_not_found", "model_decommissioned", "model_not_active"]),
    (NotFound, "Anthropic, Moonshot", &["not_found_error", "resource_not_found_error"]),
    (NotFound, "Google", &["NOT_FOUND", "not_found"]),
    (NotFound, "Bedrock", &["ResourceNotFoundException", "FTUFormNotFilled"]),
    (NotFound, "Azure", &["DeploymentNotFound"]),
    (NotFound, "Mistral, Together, vLLM", &["unknown_model", "invalid_model", "model_not_available", "NotFoundError"]),
    (ContentFilter, "OpenAI", &["content_policy_violation", "content_filter", "moderation_blocked", "refusal"]),
    (ContentFilter, "Azure", &["ResponsibleAIPolicyViolation"]),
    (ContentFilter, "Google", &["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "RECITATION", "SPII"]),
    (ContentFilter, "Alibaba", &["data_inspection_failed", "DataInspectionFailed"]),
    // The rest says less than the status may: see `is_general`.
    (InvalidRequest, "OpenAI, Anthropic", &["invalid_request_error", "conflict_error", "invalid_prompt"]),
    (InvalidRequest, "Google", &["INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "failed_precondition"]),
    (InvalidRequest, "Bedrock", &["ValidationException", "ValidationError", "InvalidAction", "ConflictException"]),
    (
        InvalidRequest,
        "vLLM, OpenRouter",
        &["BadRequestError", "invalid_request", "precondition_failed", "unprocessable"],
    ),
    (ProviderError, "OpenAI, Anthropic", &["server_error", "api_error", "internal_error", "internal_server_error"]),
    (ProviderError, "Google", &["INTERNAL", "UNKNOWN", "DATA_LOSS"]),
    (
        ProviderError,
        "Bedrock",
        &["InternalServerException", "InternalFailure", "ModelErrorException", "ModelStreamErrorException"],
    ),
    (
        ProviderError,
        "vLLM, Moonshot, OpenRouter",
        &["InternalServerError", "unexpected_output", "server", "provider_unavailable"],
    ),
    (Cancelled, "Google", &["CANCELLED"]),
];

/// By error type and source.
const SENTENCES: &[(ErrorType, &str, &[&str])] = &[
    (ContextOverflow, "Anthropic, Fireworks", &["prompt is too long", "exceed context limit"]),
    (
        ContextOverflow,
        "OpenAI, DeepSeek, Mistral, OpenRouter, vLLM",
        &["maximum context length", "exceeds the context window"],
    ),
    (ContextOverflow, "Google", &["exceeds the maximum number of tokens"]),
    (ContextOverflow, "xAI", &["maximum prompt length is"]),
    (
        ContextOverflow,
        "Bedrock",
        &["Input is too long for requested model", "Number of input tokens exceeds maximum length"],
    ),
    (ContextOverflow, "Moonshot", &["exceeded model token limit", "Input token length too long"]),
    (ContextOverflow, "Cohere", &["total number of tokens in the prompt cannot exceed"]),
    (ContextOverflow, "Together", &["tokens + `max_new_tokens` must be <=", "must be less than the context length"]),
    (ContextOverflow, "llama.cpp, Ollama", &["exceeds the available context size", "exceeds the context length"]),
    // A spend limit is reported as 400, 403, 412 or 429.
    (
        QuotaExhausted,
        "Anthropic",
        &[
            "Your credit balance is too low",
            "You have reached your specified API usage limits",
            "You have reached your specified workspace API usage limits",
        ],
    ),
    (QuotaExhausted, "OpenAI, DeepSeek", &["Billing hard limit has been reached", "Insufficient Balance"]),
    (QuotaExhausted, "Google, xAI, Fireworks", &["monthly spending cap", "spending limit", "spend limit"]),
    (QuotaExhausted, "xAI", &["have any credits"]),
    (QuotaExhausted, "OpenRouter, Z.ai", &["Key limit exceeded", "Insufficient balance or no resource package"]),
    (QuotaExhausted, "Moonshot", &["reached your usage limit for this"]),
    (NotFound, "Bedrock", &["The provided model identifier is invalid"]),
    (NotFound, "DeepSeek, OpenRouter", &["Model Not Exist", "is not a valid model ID"]),
    (Auth, "Google, xAI", &["API key not valid", "API key expired", "Incorrect API key provided"]),
    (ContentFilter, "Anthropic", &["Output blocked by content filtering policy"]),
    (
        ContentFilter,
        "OpenAI",
        &["flagged as potentially violating our usage policy", "rejected as a result of our safety system"],
    ),
    (ContentFilter, "xAI, DeepSeek", &["Content violates usage guidelines", "Content Exists Risk"]),
    (ContentFilter, "Moonshot", &["rejected because it was considered high risk"]),
    (ContentFilter, "OpenRouter", &["Your input was flagged for"]),
];

/// True for what says less than the status may: a 404 comes as `invalid_request_error`, too.
pub(super) fn is_general(error_type: ErrorType) -> bool {
    matches!(error_type, InvalidRequest | ProviderError)
}

/// True if a sentence may say more than what the status and the code said. Prompts are quoted in messages, so that a sentence is
/// believed only where it fits.
pub(super) fn may_be(found: ErrorType, by_sentence: ErrorType) -> bool {
    match by_sentence {
        QuotaExhausted => matches!(found, InvalidRequest | Auth | RateLimit),
        // Together answers 403 to a prompt that is too long, OpenRouter and xAI to what they moderate.
        ContextOverflow | ContentFilter => matches!(found, InvalidRequest | Auth),
        _ => found == InvalidRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_says_more_than_the_status() {
        for (status, code, error_type) in [
            (429, Some("insufficient_quota"), QuotaExhausted),
            (429, Some("rate_limit_exceeded"), RateLimit),
            (429, Some("RESOURCE_EXHAUSTED"), RateLimit),
            (429, None, RateLimit),
            (400, Some("context_length_exceeded"), ContextOverflow),
            (404, Some("invalid_request_error"), NotFound),
            (529, Some("overloaded_error"), Overloaded),
            (503, None, Overloaded),
            (402, None, QuotaExhausted),
            // DeepSeek: insufficient balance.
            (402, Some("invalid_request_error"), QuotaExhausted),
            (402, Some("billing_error"), QuotaExhausted),
            (400, Some("billing_error"), QuotaExhausted),
            (529, None, Overloaded),
            (529, Some("api_error"), Overloaded),
            (403, Some("permission_error"), Auth),
            (500, Some("api_error"), ProviderError),
            (418, Some("never heard of"), InvalidRequest),
        ] {
            assert_eq!(ErrorType::from_http(status, code), Some(error_type), "{status} {code:?}");
        }
        assert_eq!(ErrorType::from_http(200, Some("never heard of")), None);
    }

    #[test]
    fn a_sentence_counts_only_in_an_invalid_request() {
        let answer = |status, message| ErrorType::from_answer(status, Some("invalid_request_error"), message);
        assert_eq!(answer(400, "This model's maximum context length is 128000 tokens"), Some(ContextOverflow));
        for (message, error_type) in [
            ("prompt is too long: 210000 tokens > 200000 maximum", ContextOverflow),
            (
                "input length and `max_tokens` exceed context limit: 199211 + 20000 > 200000, decrease input length or `max_tokens`",
                ContextOverflow,
            ),
            (
                "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing",
                QuotaExhausted,
            ),
            (
                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
                ContextOverflow,
            ),
            ("This model's maximum prompt length is 131072 but the request contains 537812 tokens.", ContextOverflow),
            ("Input is too long for requested model.", ContextOverflow),
            ("messages.0.content: text is too long to be nice", InvalidRequest),
            ("the rate of the prompt", InvalidRequest),
            ("Failed to generate", InvalidRequest),
        ] {
            assert_eq!(answer(400, message), Some(error_type), "{message}");
        }
        assert_eq!(answer(429, "prompt is too long"), Some(RateLimit));
    }
}
