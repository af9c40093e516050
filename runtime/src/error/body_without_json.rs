//! Says which cargo feature is missing where a body is to be parsed without it.

use super::ErrorType;

impl ErrorType {
    /// Needs the feature `json`: without it, it does not compile. What a status and a text say is in
    /// [`from_answer`](Self::from_answer) and [`from_text`](Self::from_text).
    pub fn from_body(_status: impl Into<Option<u16>>, _body: &(impl ParsedWithJson + ?Sized)) -> Option<Self> {
        None
    }
}

/// Implemented by no type.
#[diagnostic::on_unimplemented(
    message = "`ErrorType::from_body` needs the cargo feature `json` of agent-metrics",
    label = "a body can't be parsed without it",
    note = "write `agent-metrics = {{ version = \"…\", features = [\"json\"] }}` in `Cargo.toml`,",
    note = "or, without the body: `ErrorType::from_answer(status, code, message)`"
)]
pub trait ParsedWithJson {}
