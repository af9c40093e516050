//! Weighs what the answer to a failed request says: its status, its machine codes and its messages.

use super::{ErrorType, provider_failures};

/// What was read of an answer so far.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    status: Option<ErrorType>,
    /// The code that says most, and where it stood.
    code: Option<(Weight, ErrorType)>,
    sentence: Option<ErrorType>,
    /// True if a field was read by which an object in a text is known to be a provider's error.
    pub(super) is_error_object: bool,
}

/// Smaller is more. A code that only tells an invalid request or a failure counts last, wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Google's `reason`, Anthropic's `error_code`, OpenRouter's moderation.
    Detail,
    Code,
    Type,
    General,
}

/// The value of a field of an error object.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FieldValue<'a> {
    Text(&'a str),
    Number(u64),
    /// An object or an array, whose fields follow.
    Nested,
}

impl Evidence {
    pub(super) fn status(&mut self, status: u16) {
        self.status = self.status.or(provider_failures::from_status(status));
    }

    pub(super) fn code(&mut self, code: &str) {
        self.weighed(Weight::Code, code);
    }

    pub(super) fn message(&mut self, message: &str) {
        self.sentence = self.sentence.or_else(|| provider_failures::from_sentence(message));
    }

    fn weighed(&mut self, weight: Weight, code: &str) {
        let Some(error_type) = provider_failures::from_code(code) else { return };
        let weight = if provider_failures::is_general(error_type) { Weight::General } else { weight };
        if self.code.is_none_or(|(heaviest, _)| weight < heaviest) {
            self.code = Some((weight, error_type));
        }
    }

    /// Reads a field of an error object, or of what [`holds_fields`] inside it.
    pub(crate) fn field(&mut self, name: &str, value: FieldValue<'_>) {
        self.is_error_object |= matches!((name, value), ("type", FieldValue::Text("error")) | ("__type", _));
        match (name, value) {
            // Google's quota of a day, whose reason is that of a minute.
            ("quotaId" | "quota_limit", FieldValue::Text(id)) if id.contains("PerDay") => {
                self.code = Some((Weight::Detail, ErrorType::QuotaExhausted));
            }
            // OpenRouter's moderation; it has no code.
            ("reasons" | "flagged_input", _) => self.weighed(Weight::Detail, "content_policy_violation"),
            ("reason" | "error_code", FieldValue::Text(code)) => self.weighed(Weight::Detail, code),
            ("code" | "status" | "status_code", FieldValue::Number(status)) => {
                self.status(u16::try_from(status).unwrap_or(0));
            }
            ("code", FieldValue::Text(code)) => {
                // Azure and gateways write the status as a text.
                self.status(code.parse().unwrap_or(0));
                self.code(code);
            }
            ("type" | "status" | "__type" | "error_type", FieldValue::Text(code)) => self.weighed(Weight::Type, code),
            ("message" | "error" | "detail" | "raw", FieldValue::Text(message)) => self.message(message),
            _ => {}
        }
    }

    /// The error type that all of it amounts to.
    pub(crate) fn error_type(&self) -> Option<ErrorType> {
        let found = match self.code {
            Some((Weight::General, error_type)) => self.status.or(Some(error_type)),
            Some((_, error_type)) => Some(error_type),
            None => self.status,
        }?;
        Some(self.sentence.filter(|sentence| provider_failures::may_be(found, *sentence)).unwrap_or(found))
    }
}

/// True if the fields of an object tell of the failure, where the object is the value of a field of this name in an error object. A
/// body may quote the request as well, which does not.
pub(crate) fn holds_fields(name: &str) -> bool {
    matches!(
        name,
        "error"
            | "errors"
            | "detail"
            | "details"
            | "metadata"
            | "violations"
            | "innererror"
            | "inner_error"
            | "response"
    )
}
