//! Classifies a text that states how a request failed: by an HTTP status, or by a provider's error object.

mod fields;
mod status;

use super::{ErrorType, evidence::Evidence};

impl ErrorType {
    /// The error type of a text that states an HTTP status, as programs write it where they keep no more of an answer, or that
    /// carries the error object of a provider; `None` for any other text.
    ///
    /// A status is stated by what stands around the number: `HTTP 529: …`, `HTTP/1.1 502 Bad Gateway`, `status code: 503`,
    /// `error (status 429)`, `StatusCode(429)`, `Error code: 429 - {…}`, `API error 500: …`, `server returned 503`, or its reason
    /// phrase beside it (`429 Too Many Requests`). A bare number is none (`processed 429 files`, `took 500 ms`, `line 404`), and
    /// no word decides (`failed to generate`).
    ///
    /// An error object is read wherever it stands in the text, as JSON or as Python and Rust print it. Its machine code wins over
    /// the status, and its message counts, as in [`from_answer`](Self::from_answer).
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    ///
    /// assert_eq!(ErrorType::from_text("HTTP 529: try again later"), Some(ErrorType::Overloaded));
    /// let text = r#"OpenAI: 429 Too Many Requests: {"error": {"code": "insufficient_quota", "message": "…"}}"#;
    /// assert_eq!(ErrorType::from_text(text), Some(ErrorType::QuotaExhausted));
    /// assert_eq!(ErrorType::from_text("rate limit: processed 429 files"), None);
    /// ```
    pub fn from_text(text: &str) -> Option<Self> {
        let mut evidence = Evidence::default();
        let status = status::stated(text);
        evidence.status(status.unwrap_or(0));
        fields::read(text, &mut evidence);
        if status.is_none() && !evidence.is_error_object {
            return None;
        }
        evidence.message(text);
        evidence.error_type()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&'static str> {
        ErrorType::from_text(text).map(ErrorType::as_str)
    }

    #[test]
    fn the_code_of_an_error_object_wins_over_the_status() {
        for (text, error_type) in [
            (
                r#"HTTP 429: {"error":{"message":"…","type":"insufficient_quota","code":"insufficient_quota"}}"#,
                "quota_exhausted",
            ),
            (r#"429 Too Many Requests: {"code": "insufficient_quota"}"#, "quota_exhausted"),
            // openai-python.
            (
                "Error code: 429 - {'error': {'message': \"You've exceeded it\", 'type': 'tokens', 'param': None, 'code': 'rate_limit_exceeded'}}",
                "rate_limit",
            ),
            (
                "Error code: 400 - {'error': {'message': \"This model's maximum context length is 8192 tokens.\", 'type': 'invalid_request_error', 'param': 'messages', 'code': 'context_length_exceeded'}}",
                "context_overflow",
            ),
            // anthropic-sdk-python and -typescript.
            (
                "Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}",
                "overloaded",
            ),
            (
                r#"400 {"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC."}}"#,
                "quota_exhausted",
            ),
            // google-genai.
            (
                "400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'API key not valid.', 'status': 'INVALID_ARGUMENT', 'details': [{'@type': 'type.googleapis.com/google.rpc.ErrorInfo', 'reason': 'API_KEY_INVALID'}]}}",
                "auth",
            ),
            ("429 RESOURCE_EXHAUSTED. {'error': {'code': 429}}", "rate_limit"),
            // A text that was quoted once more.
            (r#"request failed: "{\"error\":{\"code\":\"insufficient_quota\"}}""#, "quota_exhausted"),
            // The error object of a stream, with no status.
            (r#"stream: {"error":{"code":503,"message":"…"}}"#, "overloaded"),
            (
                r#"{"error":{"code":400,"message":"…","type":"exceed_context_size_error","n_ctx":4096}}"#,
                "context_overflow",
            ),
            // As Rust prints a type of its own.
            (
                r#"Api { status: 429, error: ApiError { code: Some("insufficient_quota"), message: "…" } }"#,
                "quota_exhausted",
            ),
            (r#"ApiError { status: Some(503), message: "…" }"#, "overloaded"),
            // OpenRouter quotes the provider.
            (
                r#"HTTP 400: {"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"x\",\"code\":\"context_length_exceeded\"}}","provider_name":"OpenAI"}}}"#,
                "context_overflow",
            ),
            // A message without an object.
            ("HTTP 400: prompt is too long: 210000 tokens > 200000 maximum", "context_overflow"),
            ("status 400: Your credit balance is too low to access the Anthropic API", "quota_exhausted"),
            // The request is quoted as well.
            (r#"HTTP 422: {"detail":[{"type":"missing","input":{"code":"insufficient_quota"}}]}"#, "invalid_request"),
        ] {
            assert_eq!(of(text), Some(error_type), "{text}");
        }
    }

    #[test]
    fn an_object_alone_is_no_error() {
        for text in [
            r#"expected {"status": "UNAVAILABLE", "code": 503}"#,
            r#"{"finish": {"reason": "SAFETY"}}"#,
            r#"the tool said {"error": "rate"}"#,
            "ToolError { error: Exit { code: 404 } }",
            r#"{"error": null, "code": 404}"#,
            "{ it's 'code': 429",
            "{[}]}",
            "{\"a",
            "{\\\"",
            "",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
