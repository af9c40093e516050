//! Defines the response, the error and the stream of a fake LLM that the tests share.

use agent_metrics::{ClassifyError, ErrorType, LlmResponse, TokenUsage};
use std::fmt;

/// A response that tells everything.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// The model that answered; empty if it does not say.
    pub model: String,
    /// What it used.
    pub usage: Option<TokenUsage>,
}

impl Reply {
    /// 100 tokens in, 10 out.
    #[must_use]
    pub fn of(model: &str) -> Self {
        Self::with(model, TokenUsage::new().input(100).output(10))
    }

    /// With a usage.
    #[must_use]
    pub fn with(model: &str, usage: TokenUsage) -> Self {
        Self { model: model.to_owned(), usage: Some(usage) }
    }
}

impl LlmResponse for Reply {
    fn usage(&self) -> Option<TokenUsage> {
        self.usage
    }
    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }
}

/// An error that knows its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed(pub ErrorType);

impl ClassifyError for Failed {
    fn error_type(&self) -> ErrorType {
        self.0
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed: {}", self.0)
    }
}

impl std::error::Error for Failed {}
