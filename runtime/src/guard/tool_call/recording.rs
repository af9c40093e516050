//! Records one call of a tool.

use super::{
    super::{
        abort_outcome::GuardState,
        accumulator::{OutcomeAccumulator, StreamAccumulator},
        agent_labels::{AgentLabels, UNKNOWN, first},
        deferred::ReportTarget,
        guard_core::{GuardCore, methods_of_core},
        instrumented::Guard,
        nesting::{CallKinds, NestingFrame},
        outcome_handle::OutcomeHandle,
        tool_nesting::OpenTool,
    },
    ToolCallGuard,
};
use crate::{
    context::Context,
    error::ErrorType,
    metrics::{AttributeKind, GroupKind, tool},
};

/// The call is inside a call of the same tool, which counts for both.
pub(super) type IsInSameTool = bool;

impl GuardCore<IsInSameTool> {
    #[inline]
    fn tool(&self) -> OpenTool {
        OpenTool::new(&self.instance, self.series)
    }

    /// True if the thread is inside a call of the same tool. The tools above the cap share a series, and are never the same.
    #[cold]
    fn is_in_same_tool(&self) -> bool {
        self.tool().is_open() && !self.instance.registry.group(GroupKind::Tools).is_overflow(self.series)
    }
}

impl ToolCallGuard {
    /// Begins a call with the labels as the attribute gives them: the agent, the kind of process, the variant of a worker.
    pub(super) fn begin(context: Option<&Context>, given: [&str; 3], name: &str, counts_errors: bool) -> Self {
        let [agent_id, process_type, worker_type] = given;
        let name = first([name, UNKNOWN]);
        let labels = AgentLabels { agent_id, process_type, worker_type };
        let mut core = GuardCore::begin(
            GroupKind::Tools,
            context,
            agent_id,
            [agent_id, name, process_type],
            // The label `process_type` shows only where it has a value.
            |context, find| {
                let around = AgentLabels::of(context);
                let process_type = first([process_type, around.process_type]);
                find(&[first([agent_id, around.agent_id, UNKNOWN]), name, process_type])
            },
            |cells| cells.begin(tool::OUTCOMES),
            (NestingFrame::anew(), false),
        );
        core.extra = NestingFrame::enclosing_kinds().intersects(CallKinds::TOOL) && core.is_in_same_tool();
        core.open_given(context, labels);
        let error_context = labels.error_context(context, counts_errors);
        Self { core, error_context }
    }

    pub(super) fn record(&mut self, failed: Option<ErrorType>) {
        let Some(ended) = self.core.end() else { return };
        let duration = self.core.until(ended);
        let is_counted_around: IsInSameTool = self.core.extra;
        if !is_counted_around {
            self.core.count_missing_context(AttributeKind::ToolCall);
        }
        self.core.instance.registry.group(GroupKind::Tools).write(self.core.series, |cells| {
            cells.dec_active();
            if !is_counted_around {
                cells.observe_end(tool::DURATION, duration, tool::OUTCOMES, failed);
            }
        });
        self.core.count_error(&self.error_context, failed);
    }

    /// The stream ended.
    pub fn finish(&mut self, handle: Option<&OutcomeHandle>, items: &OutcomeAccumulator) {
        self.end(handle, items.failed());
    }
}

impl Guard for ToolCallGuard {
    type Accumulator = OutcomeAccumulator;

    methods_of_core!();

    #[inline]
    fn opens(&self) -> CallKinds {
        CallKinds::TOOL
    }
    #[inline]
    fn open_tool(&self) -> Option<OpenTool> {
        Some(self.core.tool())
    }
    fn finish_stream(&mut self, items: &OutcomeAccumulator) {
        self.finish(None, items);
    }
}

impl Drop for ToolCallGuard {
    #[inline]
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason_at_drop() {
            self.record(Some(reason));
        }
    }
}

impl ReportTarget<'_, ToolCallGuard> {
    /// Reports what the function returned, or an item.
    #[inline]
    pub fn end(&mut self, handle: Option<&OutcomeHandle>, failed: Option<ErrorType>) {
        match self {
            Self::Guard(call) => call.end(handle, failed),
            Self::Accumulator(items) => items.item(failed),
        }
    }
}
