//! Parses the body with which a provider answers that a request failed.

use super::{
    ErrorType,
    evidence::{Evidence, FieldValue, holds_fields},
};
use serde_json::Value;

impl ErrorType {
    /// The error type of an HTTP answer whose body is at hand as text, for a client that reads no more of it; the status is
    /// `None` where the client does not keep it.
    ///
    /// The body is read as the error object of OpenAI, Anthropic, Google, Bedrock, OpenRouter, and those who answer like them: its
    /// machine codes and its message, as in [`from_answer`](Self::from_answer). A status in the body counts where the answer's own
    /// is none of a failure, as in an event of a stream.
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
        let mut evidence = Evidence::default();
        evidence.status(status.into().unwrap_or(0));
        if let Ok(body) = serde_json::from_str(body) {
            evidence.body(&body);
        }
        evidence.error_type()
    }
}

impl Evidence {
    /// Reads an error object, or what it stands in.
    pub(crate) fn body(&mut self, body: &Value) {
        match body {
            // Google wraps the error of a stream in an array.
            Value::Array(items) => items.iter().for_each(|item| self.body(item)),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| self.body_field(name, value)),
            _ => {}
        }
    }

    fn body_field(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) => {
                self.field(name, FieldValue::Text(text));
                // OpenRouter quotes the body of the provider that it asked.
                if name == "raw"
                    && let Ok(quoted) = serde_json::from_str(text)
                {
                    self.body(&quoted);
                }
            }
            Value::Number(number) => self.field(name, FieldValue::Number(number.as_u64().unwrap_or(0))),
            Value::Array(_) | Value::Object(_) => {
                self.field(name, FieldValue::Nested);
                if holds_fields(name) {
                    self.body(value);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
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
        for unknown in [
            r#"{"error":"rate"}"#,
            // A code of the provider's own is no status.
            r#"{"error":{"code":1211,"message":"no such thing"}}"#,
            r#"{"errors":[{"code":10000,"message":"no such thing"}]}"#,
            r#"{"error_code":336003,"error_msg":"no such thing"}"#,
            r#"{"error":{"code":"900"}}"#,
        ] {
            assert_eq!(ErrorType::from_body(None, unknown), None, "{unknown}");
        }
        assert_eq!(ErrorType::from_body(400, r#"{"error":{"code":1211}}"#), Some(ErrorType::InvalidRequest));
    }
}
