//! Parses the body with which a provider answers that a request failed.

use super::ErrorType;
use serde_json::Value;

impl ErrorType {
    /// The error type of an HTTP answer whose body is at hand as text, for a client that reads no more of it; the status is
    /// `None` where the client does not keep it.
    ///
    /// The body is read as the error object of OpenAI, Anthropic, Google, and those who answer like them: its machine codes
    /// and its message, as in [`from_answer`](Self::from_answer).
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    ///
    /// let body = r#"{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}"#;
    /// assert_eq!(ErrorType::from_body(None, body), Some(ErrorType::Overloaded));
    /// assert_eq!(ErrorType::from_body(None, "Overloaded"), None);
    /// assert_eq!(ErrorType::from_body(502, "<html>"), Some(ErrorType::ProviderError));
    /// ```
    pub fn from_body(status: impl Into<Option<u16>>, body: &str) -> Option<Self> {
        // Below 400 a status says nothing.
        let status = status.into().unwrap_or(0);
        let Ok(body) = serde_json::from_str::<Value>(body) else { return Self::from_http_status(status) };
        // Google wraps the error of a stream in an array.
        let body = body.get(0).unwrap_or(&body);
        let error = body.get("error").unwrap_or(body);
        let text = |name| error.get(name).and_then(Value::as_str);
        // The first that is known; OpenAI's `code` says more than its `type`, Google's `code` is a number.
        let codes = [text("code"), text("status"), text("type")];
        let code = codes.into_iter().flatten().find(|code| Self::from_code(code).is_some());
        Self::from_answer(status, code, text("message").or(error.as_str()).unwrap_or(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_objects_of_the_providers() {
        for (status, body, error_type) in [
            (
                Some(429),
                r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
                ErrorType::QuotaExhausted,
            ),
            (
                Some(429),
                r#"{"error":{"message":"Rate limit reached","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#,
                ErrorType::RateLimit,
            ),
            (
                Some(400),
                r#"{"error":{"message":"…","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
                ErrorType::ContextOverflow,
            ),
            (
                Some(400),
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
                ErrorType::ContextOverflow,
            ),
            (
                Some(429),
                r#"[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]"#,
                ErrorType::RateLimit,
            ),
            (Some(404), r#"{"error":"model 'llama9' not found"}"#, ErrorType::NotFound),
            (None, r#"{"error":{"type":"authentication_error","message":"invalid x-api-key"}}"#, ErrorType::Auth),
        ] {
            assert_eq!(ErrorType::from_body(status, body), Some(error_type), "{body}");
        }
        assert_eq!(ErrorType::from_body(None, r#"{"error":"rate"}"#), None);
    }
}
