//! Lists the attributes of this crate.

/// The attribute that is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttributeKind {
    LlmMetered,
    ProcessMetric,
    MemoryOp,
    ToolCall,
    InContext,
}

impl AttributeKind {
    pub(crate) const ALL: [Self; 5] =
        [Self::LlmMetered, Self::ProcessMetric, Self::MemoryOp, Self::ToolCall, Self::InContext];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LlmMetered => "llm_metered",
            Self::ProcessMetric => "process_metric",
            Self::MemoryOp => "memory_op",
            Self::ToolCall => "tool_call",
            Self::InContext => "in_context",
        }
    }
}
