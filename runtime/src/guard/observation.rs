//! What a preset makes of a response.

use crate::{ErrorType, LlmResponse, TokenUsage};

/// A response as a closure tells it: what presets make.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The model that answered.
    pub model: Option<&'a str>,
    /// What it used.
    pub usage: Option<TokenUsage>,
    /// Why it is a failure all the same.
    pub failure: Option<ErrorType>,
}

#[diagnostic::do_not_recommend]
impl LlmResponse for Answer<'_> {
    fn usage(&self) -> Option<TokenUsage> {
        self.usage
    }
    fn model(&self) -> Option<&str> {
        self.model
    }
    fn failure(&self) -> Option<ErrorType> {
        self.failure
    }
}
