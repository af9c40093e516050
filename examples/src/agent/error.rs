//! The error of a process of the agent.

use crate::{memory::MemoryError, model::ModelError, tools::ToolError};
use agent_metrics::{ClassifyError, ErrorType};
use std::{error::Error, fmt};

#[derive(Debug)]
pub(crate) enum AgentError {
    Model(ModelError),
    Tool(ToolError),
    Memory(MemoryError),
}

impl ClassifyError for AgentError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::Model(error) => error.error_type(),
            Self::Tool(_) | Self::Memory(_) => ErrorType::Other,
        }
    }
}

impl fmt::Display for AgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model(error) => error.fmt(f),
            Self::Tool(error) => error.fmt(f),
            Self::Memory(error) => error.fmt(f),
        }
    }
}

impl Error for AgentError {}

impl From<ModelError> for AgentError {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}

impl From<ToolError> for AgentError {
    fn from(error: ToolError) -> Self {
        Self::Tool(error)
    }
}

impl From<MemoryError> for AgentError {
    fn from(error: MemoryError) -> Self {
        Self::Memory(error)
    }
}
