//! Each provider's own codes, and the statuses of proxies, as their documentation has them.

use agent_metrics::{ErrorType, LlmResponse};

#[track_caller]
fn assert_bodies(cases: &[(u16, &str, &str)]) {
    for (status, body, error_type) in cases {
        let found = ErrorType::from_body(*status, body).map(ErrorType::as_str);
        assert_eq!(found, Some(*error_type), "{status} {body}");
        // A client that keeps a text alone.
        let text = format!("HTTP {status}: {body}");
        let found = ErrorType::from_text(&text).map(ErrorType::as_str);
        if *status >= 400 || body.contains("\"error\"") {
            assert_eq!(found, Some(*error_type), "{text}");
        }
    }
}

#[test]
fn google() {
    assert_bodies(&[
        // A wrong key is a 400.
        (
            400,
            r#"{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com", "metadata": {"service": "generativelanguage.googleapis.com"}}]}}"#,
            "auth",
        ),
        (
            403,
            r#"{"error": {"code": 403, "message": "…", "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_SERVICE_BLOCKED"}]}}"#,
            "auth",
        ),
        (
            403,
            r#"{"error": {"code": 403, "message": "This API method requires billing to be enabled.", "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "BILLING_DISABLED"}]}}"#,
            "quota_exhausted",
        ),
        (
            403,
            r#"{"error": {"code": 403, "message": "…", "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}]}}"#,
            "auth",
        ),
        (
            429,
            r#"{"error": {"code": 429, "message": "…", "status": "RESOURCE_EXHAUSTED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_limit": "GenerateContentRequestsPerMinutePerProjectPerRegion"}}]}}"#,
            "rate_limit",
        ),
        (
            429,
            r#"{"error": {"code": 429, "message": "You exceeded your current quota", "status": "RESOURCE_EXHAUSTED", "details": [{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests", "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}"#,
            "quota_exhausted",
        ),
        (
            429,
            r#"{"error": {"code": 429, "message": "You exceeded your current quota", "status": "RESOURCE_EXHAUSTED", "details": [{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"}]}]}}"#,
            "rate_limit",
        ),
        (
            503,
            r#"{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}"#,
            "overloaded",
        ),
        (504, r#"{"error": {"code": 504, "message": "…", "status": "DEADLINE_EXCEEDED"}}"#, "timeout"),
        (499, r#"{"error": {"code": 499, "message": "…", "status": "CANCELLED"}}"#, "cancelled"),
        (
            400,
            r#"{"error": {"code": 400, "message": "User location is not supported", "status": "FAILED_PRECONDITION"}}"#,
            "invalid_request",
        ),
        // The newer API.
        (429, r#"{"error": {"code": "quota_exceeded", "message": "…"}}"#, "quota_exhausted"),
        (429, r#"{"error": {"code": "rate_limit_exceeded", "message": "…"}}"#, "rate_limit"),
    ]);
}

#[test]
fn bedrock() {
    assert_bodies(&[
        // `ModelErrorException`, whose name is in a header.
        (
            424,
            r#"{"message": "The system encountered an unexpected error during processing. Try your request again.", "originalStatusCode": 500, "resourceName": "anthropic.claude-sonnet-4-6"}"#,
            "provider_error",
        ),
        (400, r#"{"message": "The provided model identifier is invalid."}"#, "not_found"),
        (400, r#"{"message": "Input is too long for requested model."}"#, "context_overflow"),
        (
            400,
            r#"{"message": "Malformed input request", "__type": "com.amazon.coral#ValidationException"}"#,
            "invalid_request",
        ),
        (400, r#"{"message": "…", "__type": "com.amazon.coral.service#ThrottlingException"}"#, "rate_limit"),
        (400, r#"{"message": "…", "__type": "ServiceQuotaExceededException"}"#, "quota_exhausted"),
        (403, r#"{"message": "You don't have access to the model with the specified model ID."}"#, "auth"),
        (404, r#"{"message": "Model use case details have not been submitted for this account."}"#, "not_found"),
        (408, r#"{"message": "Model has timed out in processing the request."}"#, "timeout"),
        (429, r#"{"message": "Too many tokens, please wait before trying again."}"#, "rate_limit"),
        (429, r#"{"message": "…", "__type": "ModelNotReadyException"}"#, "overloaded"),
        (503, r#"{"message": "Bedrock is unable to process your request."}"#, "overloaded"),
    ]);
    for (exception, error_type) in [
        ("AccessDeniedException", "auth"),
        ("UnrecognizedClientException", "auth"),
        ("ExpiredTokenException", "auth"),
        ("ConflictException", "invalid_request"),
        ("InternalServerException", "provider_error"),
        ("ModelErrorException", "provider_error"),
        ("ModelErrorException:http://internal.amazon.com/coral/com.amazon.bedrock/", "provider_error"),
        ("ModelNotReadyException", "overloaded"),
        ("ModelStreamErrorException", "provider_error"),
        ("ModelTimeoutException", "timeout"),
        ("ResourceNotFoundException", "not_found"),
        ("ServiceQuotaExceededException", "quota_exhausted"),
        ("ServiceUnavailableException", "overloaded"),
        ("ThrottlingException", "rate_limit"),
        ("ValidationException", "invalid_request"),
    ] {
        assert_eq!(ErrorType::from_code(exception).map(ErrorType::as_str), Some(error_type), "{exception}");
    }
}

#[test]
fn anthropic() {
    assert_bodies(&[
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC."},"request_id":"req_1"}"#,
            "quota_exhausted",
        ),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"#,
            "quota_exhausted",
        ),
        (
            429,
            r#"{"type":"error","error":{"type":"rate_limit_error","message":"…","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
            "quota_exhausted",
        ),
        (429, r#"{"type":"error","error":{"type":"rate_limit_error","message":"…"}}"#, "rate_limit"),
        (529, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, "overloaded"),
        (413, r#"{"type":"error","error":{"type":"request_too_large","message":"…"}}"#, "context_overflow"),
        (402, r#"{"type":"error","error":{"type":"billing_error","message":"…"}}"#, "quota_exhausted"),
        (504, r#"{"type":"error","error":{"type":"timeout_error","message":"…"}}"#, "timeout"),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}"#,
            "content_filter",
        ),
        (200, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, "overloaded"),
    ]);
}

#[test]
fn openai_and_azure() {
    assert_bodies(&[
        (
            429,
            r#"{"error":{"message":"…","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            "quota_exhausted",
        ),
        (429, r#"{"error":{"message":"…","type":"tokens","code":"rate_limit_exceeded"}}"#, "rate_limit"),
        (429, r#"{"error":{"message":"…","code":"project_spend_limit_exceeded"}}"#, "quota_exhausted"),
        (429, r#"{"error":{"message":"Your account is not active","code":"billing_not_active"}}"#, "quota_exhausted"),
        (400, r#"{"error":{"message":"…","code":"billing_hard_limit_reached"}}"#, "quota_exhausted"),
        (404, r#"{"error":{"message":"…","type":"invalid_request_error","code":"model_not_found"}}"#, "not_found"),
        (401, r#"{"error":{"message":"…","type":"invalid_request_error","code":"invalid_api_key"}}"#, "auth"),
        (
            400,
            r#"{"error":{"message":"Invalid prompt: your prompt was flagged as potentially violating our usage policy.","type":"invalid_request_error","code":"invalid_prompt"}}"#,
            "content_filter",
        ),
        (404, r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment does not exist."}}"#, "not_found"),
        (
            400,
            r#"{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true}}}}}"#,
            "content_filter",
        ),
        (400, r#"{"error":{"message":"…","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#, "content_filter"),
        (429, r#"{"error":{"code":"429","message":"Requests have exceeded the token rate limit"}}"#, "rate_limit"),
        (200, r#"{"error":{"code":"429","message":"…"}}"#, "rate_limit"),
    ]);
}

#[test]
fn openrouter() {
    assert_bodies(&[
        (
            403,
            r#"{"error": {"code": 403, "message": "meta-llama/llama-3 requires moderation on OpenInference. Your input was flagged for \"violence\". No credits were charged.", "metadata": {"reasons": ["violence"], "flagged_input": "…", "provider_name": "OpenInference", "model_slug": "meta-llama/llama-3"}}}"#,
            "content_filter",
        ),
        (403, r#"{"error":{"code":403,"message":"…","metadata":{"reasons":["self-harm"]}}}"#, "content_filter"),
        (403, r#"{"error":{"code":403,"message":"…"}}"#, "auth"),
        (403, r#"{"error":{"code":403,"message":"Key limit exceeded (total limit)."}}"#, "quota_exhausted"),
        (402, r#"{"error":{"code":402,"message":"Insufficient credits"}}"#, "quota_exhausted"),
        (
            400,
            r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\",\"type\":\"invalid_request_error\"}}","provider_name":"Anthropic"}}}"#,
            "context_overflow",
        ),
        (
            429,
            r#"{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"{\"error\":{\"code\":\"insufficient_quota\"}}"}}}"#,
            "quota_exhausted",
        ),
        // An event of a stream, whose status is 200.
        (200, r#"{"error":{"code":502,"message":"Provider disconnected"},"choices":[]}"#, "provider_error"),
        (200, r#"{"error":{"code":429,"message":"…"}}"#, "rate_limit"),
        (400, r#"{"error":{"code":400,"message":"foo/bar is not a valid model ID"}}"#, "not_found"),
    ]);
}

#[test]
fn llama_cpp_and_others_on_ones_own_machine() {
    let overflow = r#"{"error": {"code": 400, "message": "request (4390 tokens) exceeds the available context size (4096 tokens), try increasing it", "type": "exceed_context_size_error", "n_prompt_tokens": 4390, "n_ctx": 4096}}"#;
    assert_bodies(&[
        (400, overflow, "context_overflow"),
        (200, overflow, "context_overflow"),
        (503, r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, "overloaded"),
        // vLLM.
        (
            400,
            r#"{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400}"#,
            "context_overflow",
        ),
        (
            404,
            r#"{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404}"#,
            "not_found",
        ),
        // Ollama.
        (404, r#"{"error":"model 'llama9' not found"}"#, "not_found"),
        (400, r#"{"error":"the input length exceeds the context length"}"#, "context_overflow"),
        (503, r#"{"error":"server busy, please try again.  maximum pending requests exceeded"}"#, "overloaded"),
    ]);
    let event: serde_json::Value = serde_json::from_str(overflow).unwrap();
    assert_eq!(event.failure(), Some(ErrorType::ContextOverflow), "in a stream");
}

#[test]
fn those_who_answer_like_openai() {
    assert_bodies(&[
        // Moonshot.
        (429, r#"{"error":{"type":"exceeded_current_quota_error","message":"…"}}"#, "quota_exhausted"),
        (429, r#"{"error":{"type":"rate_limit_reached_error","message":"…"}}"#, "rate_limit"),
        (429, r#"{"error":{"type":"engine_overloaded_error","message":"…"}}"#, "overloaded"),
        (401, r#"{"error":{"type":"invalid_authentication_error","message":"…"}}"#, "auth"),
        (403, r#"{"error":{"type":"permission_denied_error","message":"…"}}"#, "auth"),
        (404, r#"{"error":{"type":"resource_not_found_error","message":"…"}}"#, "not_found"),
        (
            400,
            r#"{"error":{"type":"content_filter","message":"The request was rejected because it was considered high risk"}}"#,
            "content_filter",
        ),
        (
            400,
            r#"{"error":{"type":"invalid_request_error","message":"Invalid request: Your request exceeded model token limit: 262144"}}"#,
            "context_overflow",
        ),
        (403, r#"{"error":{"message":"You've reached your usage limit for this billing cycle."}}"#, "quota_exhausted"),
        // Groq.
        (
            400,
            r#"{"error":{"message":"…","type":"invalid_request_error","code":"blocked_api_access"}}"#,
            "quota_exhausted",
        ),
        (400, r#"{"error":{"message":"…","type":"invalid_request_error","code":"model_decommissioned"}}"#, "not_found"),
        (498, r#"{"error":{"message":"…"}}"#, "overloaded"),
        (499, r#"{"error":{"message":"…"}}"#, "cancelled"),
        // DeepSeek.
        (
            402,
            r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}"#,
            "quota_exhausted",
        ),
        (
            400,
            r#"{"error":{"message":"Model Not Exist","type":"invalid_request_error","code":"invalid_request_error"}}"#,
            "not_found",
        ),
        // xAI.
        (
            400,
            r#"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***AI."}"#,
            "auth",
        ),
        (
            429,
            r#"{"code":"Some resource has been exhausted","error":"Your team has either used all available credits or reached its monthly spending limit."}"#,
            "quota_exhausted",
        ),
        (
            403,
            r#"{"code":"The caller does not have permission","error":"Content violates usage guidelines."}"#,
            "content_filter",
        ),
        // Mistral.
        (
            400,
            r#"{"object":"error","message":"Invalid model: x","type":"invalid_model","param":null,"code":"1500"}"#,
            "not_found",
        ),
        (
            429,
            r#"{"object":"error","message":"…","type":"service_tier_capacity_exceeded","code":"3505"}"#,
            "overloaded",
        ),
        (
            422,
            r#"{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required","input":{"code":"SAFETY"}}]}"#,
            "invalid_request",
        ),
        // Together, Fireworks, Cohere.
        (
            422,
            r#"{"error":{"message":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097","code":null}}"#,
            "context_overflow",
        ),
        (
            412,
            r#"{"error":{"message":"Account x is suspended, possibly due to reaching the monthly spending limit","code":"PRECONDITION_FAILED"}}"#,
            "quota_exhausted",
        ),
        (
            400,
            r#"{"message":"too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292."}"#,
            "context_overflow",
        ),
    ]);
}

#[test]
fn statuses_of_providers_and_proxies() {
    for (status, error_type) in [
        (400, "invalid_request"),
        (401, "auth"),
        (402, "quota_exhausted"),
        (403, "auth"),
        (404, "not_found"),
        (407, "auth"),
        (408, "timeout"),
        (410, "not_found"),
        (412, "invalid_request"),
        (413, "context_overflow"),
        (422, "invalid_request"),
        (424, "provider_error"),
        (429, "rate_limit"),
        (498, "overloaded"),
        (499, "cancelled"),
        (500, "provider_error"),
        (502, "provider_error"),
        (503, "overloaded"),
        (504, "timeout"),
        (520, "provider_error"),
        (521, "provider_error"),
        (522, "timeout"),
        (523, "provider_error"),
        (524, "timeout"),
        (529, "overloaded"),
        (530, "provider_error"),
    ] {
        let expected = Some(error_type);
        assert_eq!(ErrorType::from_http_status(status).map(ErrorType::as_str), expected, "{status}");
        // Cloudflare's own body.
        let body = format!("error code: {status}");
        assert_eq!(ErrorType::from_body(status, &body).map(ErrorType::as_str), expected, "{status}");
        assert_eq!(ErrorType::from_text(&body).map(ErrorType::as_str), expected, "{status}");
    }
    assert_eq!(ErrorType::from_http_status(399), None);
    assert_eq!(ErrorType::from_body(200, "<html>"), None);
}
