//! Reads the result of an agent's run: its total usage, or its error.

use crate::{Rig, response::usage};
use agent_metrics::{
    ErrorType, TokenUsage,
    client::{ClientError, ClientResponse},
};
use rig_agent::{
    completion::StructuredOutputError,
    run::{PromptError, PromptResponse},
};

/// The usage is the sum of the run's calls.
impl ClientResponse<Rig> for PromptResponse {
    fn usage(&self) -> Option<TokenUsage> {
        usage(&self.usage)
    }
}

impl ClientError<Rig> for PromptError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::Provider(error) => error.error_type(),
            Self::Report(report) => report.error_type(),
            Self::Cancelled { .. } => ErrorType::Cancelled,
            // Errors of the agent itself: its memory, its turns, its tools.
            _ => ErrorType::Other,
        }
    }
}

impl ClientError<Rig> for StructuredOutputError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::Prompt(error) => error.error_type(),
            _ => ErrorType::ProviderError,
        }
    }
}
