//! Reads the variant of a client's enum from its `Debug` output.
//!
//! A preset names no client crate, so it can't match on the variants of the client's enums; their `Debug` output has the names.

use super::{FinishReason, ServiceTier, openai_status};
use crate::ErrorType;
use std::fmt::{self, Write};

/// The tier of a `service_tier`, whatever type it has.
pub fn served_tier(tier: &impl fmt::Debug) -> ServiceTier {
    match DebugVariant::of(tier).as_str() {
        "none" => ServiceTier::Standard,
        name => ServiceTier::from_name(name),
    }
}

/// The failure in the reason why an answer ended: refused, or filtered.
pub fn filter_failure(reason: &impl fmt::Debug) -> Option<ErrorType> {
    FinishReason::failure_by_name(DebugVariant::of(reason).as_str())
}

/// The reason why an answer ended.
pub fn finish_reason(reason: &impl fmt::Debug) -> Option<FinishReason> {
    FinishReason::from_name(DebugVariant::of(reason).as_str())
}

/// The reason in the `status` of OpenAI's responses.
pub fn status_reason(status: &impl fmt::Debug, incomplete: Option<&str>) -> Option<FinishReason> {
    openai_status::finish_reason(DebugVariant::of(status).as_str(), incomplete)
}

/// The failure in the `status` of OpenAI's responses.
pub fn status_failure(
    status: &impl fmt::Debug,
    code: Option<&impl fmt::Debug>,
    incomplete: Option<&str>,
) -> Option<ErrorType> {
    let code = code.map(|code| DebugVariant::of(code));
    openai_status::failure(DebugVariant::of(status).as_str(), code.as_ref().map(DebugVariant::as_str), incomplete)
}

/// The name of a variant in snake case, or a text in lower case: `Some(RateLimitExceeded)` → `rate_limit_exceeded`. The fields of
/// a variant are left out, but those of `Some` and `Other` stand for it. Longer names are cut; no known name is that long.
struct DebugVariant {
    bytes: [u8; 48],
    length: usize,
    /// The byte before, as it was written.
    last: u8,
    ended: bool,
}

impl DebugVariant {
    fn of(value: &impl fmt::Debug) -> Self {
        let mut spelled = Self { bytes: [0; 48], length: 0, last: 0, ended: false };
        // Writing fails only if the `Debug` implementation does.
        _ = write!(spelled, "{value:?}");
        spelled
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length = self.length.saturating_add(1);
        }
    }
}

impl Write for DebugVariant {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                _ if self.ended => {}
                b'"' => {}
                b'(' if matches!(self.as_str(), "some" | "other") => self.length = 0,
                b'_' | b'a'..=b'z' | b'0'..=b'9' => self.push(byte),
                b'A'..=b'Z' => {
                    if self.last.is_ascii_lowercase() {
                        self.push(b'_');
                    }
                    self.push(byte.to_ascii_lowercase());
                }
                _ => self.ended = true,
            }
            self.last = byte;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    #[allow(dead_code)] // only printed
    enum State {
        Default,
        ContentFilter(String),
        RateLimitExceeded { retry: u8 },
        Other(String),
    }

    #[test]
    fn variants_and_texts_are_spelled_alike() {
        let variant = |value: &dyn fmt::Debug| DebugVariant::of(&value).as_str().to_owned();
        assert_eq!(variant(&Some(State::Default)), "default");
        assert_eq!(variant(&State::ContentFilter("SAFETY".into())), "content_filter");
        assert_eq!(variant(&"MAX_TOKENS"), "max_tokens");
        assert_eq!(variant(&Some(&State::RateLimitExceeded { retry: 1 })), "rate_limit_exceeded");
        assert_eq!(variant(&State::Other("insufficient_quota".into())), "insufficient_quota");
        assert_eq!(variant(&Some("content_filter")), "content_filter");
        assert_eq!(variant(&None::<State>), "none");
        assert_eq!(variant(&"x".repeat(100)), "x".repeat(48));
        assert_eq!(variant(&Some("é")), "");
    }

    #[test]
    fn states_mean_what_they_are_called() {
        assert_eq!(served_tier(&None::<State>), ServiceTier::Standard);
        assert_eq!(served_tier(&Some(State::Default)), ServiceTier::Standard);
        assert_eq!(served_tier(&Some("flex")), ServiceTier::Flex);
        assert_eq!(filter_failure(&Some(State::ContentFilter("x".into()))), Some(ErrorType::ContentFilter));
        assert_eq!(filter_failure(&Some("stop")), None);
        assert_eq!(finish_reason(&Some(State::ContentFilter("x".into()))), Some(FinishReason::ContentFilter));
        assert_eq!(finish_reason(&State::Other("MAX_TOKENS".into())), Some(FinishReason::Length));
        assert_eq!(finish_reason(&None::<State>), None);
        assert_eq!(status_reason(&"Completed", None), Some(FinishReason::Stop));
        assert_eq!(
            status_failure(&"Failed", Some(&State::RateLimitExceeded { retry: 0 }), None),
            Some(ErrorType::RateLimit)
        );
        assert_eq!(status_failure(&"Incomplete", None::<&u8>, Some("max_output_tokens")), None);
    }
}
