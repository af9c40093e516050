//! Lists the attributes of this crate.

/// The attribute that is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttributeKind {
    LlmMetered,
    ProcessMetric,
    MemoryOp,
    ToolCall,
}

impl AttributeKind {
    pub(crate) const ALL: [Self; 4] = [Self::LlmMetered, Self::ProcessMetric, Self::MemoryOp, Self::ToolCall];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LlmMetered => "llm_metered",
            Self::ProcessMetric => "process_metric",
            Self::MemoryOp => "memory_op",
            Self::ToolCall => "tool_call",
        }
    }
}
