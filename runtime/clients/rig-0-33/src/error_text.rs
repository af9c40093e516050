//! Classifies connection errors that rig has formatted as text: its streams keep nothing else of them.

use agent_metrics::ErrorType;

/// Parses the whole `Display` output of `http_client::Error`; `None` for any other text.
pub(crate) fn error_text(text: &str) -> Option<ErrorType> {
    if text == "Stream ended" || text.starts_with("Http client error: ") {
        return Some(ErrorType::Connection);
    }
    let status = text.strip_prefix("Invalid status code")?;
    let (status, body) = status.split_once(" with message: ").unwrap_or((status, ""));
    // The status reads "429 Too Many Requests", and follows a colon if there is no body.
    let status = status.trim_start_matches(':').split_whitespace().next()?.parse::<u16>().ok()?;
    Some(ErrorType::from_body(status, body).unwrap_or(ErrorType::ProviderError))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rig::http_client::Error;

    fn of(error: &Error) -> Option<ErrorType> {
        error_text(&error.to_string())
    }

    #[test]
    fn as_rig_prints_them() {
        let status = "429".parse().unwrap();
        let body = r#"{"error":{"code":"insufficient_quota","message":" with message: "}}"#;
        assert_eq!(of(&Error::InvalidStatusCode(status)), Some(ErrorType::RateLimit));
        assert_eq!(of(&Error::InvalidStatusCodeWithMessage(status, body.into())), Some(ErrorType::QuotaExhausted));
        assert_eq!(of(&Error::StreamEnded), Some(ErrorType::Connection));
        assert_eq!(of(&Error::Instance("broken pipe".into())), Some(ErrorType::Connection));
        assert_eq!(of(&Error::NoHeaders), None);
    }

    #[test]
    fn not_in_another_text() {
        assert_eq!(error_text("The tool said: Invalid status code: 429 Too Many Requests"), None);
        assert_eq!(error_text("Invalid status code of 429"), None);
    }
}
