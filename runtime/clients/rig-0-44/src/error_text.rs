//! Classifies errors that rig has formatted as text: a hook sees a failed streamed answer in no other form.

use agent_metrics::ErrorType;

/// Parses the `Display` output of rig's `ProviderError`; `None` for any other text and for errors of the agent itself.
pub(crate) fn error_text(text: &str) -> Option<ErrorType> {
    let (kind, rest) = text.split_once(": ")?;
    Some(match kind {
        "ProviderResponseError" => answered(rest),
        "invalid authentication" => ErrorType::Auth,
        "HttpError" => ErrorType::Connection,
        "ResponseError" if rest == "the reply ended before the provider ended it" => ErrorType::Connection,
        "ResponseError" | "JsonError" | "ProviderError" => ErrorType::ProviderError,
        "UrlError" | "RequestError" => ErrorType::InvalidRequest,
        "the run was cancelled" => ErrorType::Cancelled,
        _ => return None,
    })
}

/// Parses `status 429 Too Many Requests: {"error": …} (request id: …)`, the text of a provider's refusal.
fn answered(text: &str) -> ErrorType {
    let (status, body) = match text.strip_prefix("status ").and_then(|text| text.split_once(": ")) {
        Some((status, body)) => (status.split(' ').next().and_then(|status| status.parse::<u16>().ok()), body),
        None => (None, text),
    };
    let body = body.rfind(['}', ']']).map_or(body, |end| &body[..=end]);
    let body = body.split_once(" (request id: ").map_or(body, |(body, _)| body);
    ErrorType::from_body(status, body).unwrap_or(ErrorType::ProviderError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rig_core::{ProviderError, ProviderResponseError};

    fn of(error: &ProviderError) -> Option<ErrorType> {
        error_text(&error.to_string())
    }

    fn response(status: Option<u16>, body: &str) -> ProviderResponseError {
        ProviderResponseError {
            status: status.map(|status| status.try_into().unwrap()),
            body: body.to_owned(),
            provider_request_id: Some("req_1".to_owned()),
            headers: None,
            code: None,
            transient: None,
            refusal: false,
            route: None,
        }
    }

    #[test]
    fn as_rig_prints_them() {
        let exhausted = r#"{"error":{"code":"insufficient_quota"}}"#;
        for (status, body, error_type) in [
            (Some(429), exhausted, ErrorType::QuotaExhausted),
            (Some(429), "slow down: please", ErrorType::RateLimit),
            (Some(529), "", ErrorType::Overloaded),
            (None, exhausted, ErrorType::QuotaExhausted),
            (None, "", ErrorType::ProviderError),
        ] {
            assert_eq!(
                of(&ProviderError::ProviderResponse(response(status, body))),
                Some(error_type),
                "{status:?} {body}"
            );
        }
        assert_eq!(of(&ProviderError::InvalidAuthentication(response(Some(401), ""))), Some(ErrorType::Auth));
        assert_eq!(of(&ProviderError::Truncated), Some(ErrorType::Connection));
        assert_eq!(of(&ProviderError::Provider("rate 429".into())), Some(ErrorType::ProviderError));
    }

    #[test]
    fn not_in_another_text() {
        assert_eq!(error_text("reached the max turns limit of 3"), None);
        assert_eq!(error_text("tool said: HttpError: 429"), None);
    }
}
