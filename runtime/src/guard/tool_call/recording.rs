//! Records one call of a tool.

use super::{
    super::{
        accumulator::{OutcomeAccumulator, StreamAccumulator},
        caller::{Caller, UNKNOWN, first},
        deferred::Report,
        instrumented::Guard,
        nesting::NestingFrame,
        outcome_handle::OutcomeHandle,
        running::Running,
        state::State,
    },
    ToolCall,
};
use crate::{
    context::Context,
    error::ErrorType,
    metrics::{Attribute, GroupKind, tool},
};

impl ToolCall {
    /// Begins a call with the labels as the attribute gives them: the agent, the kind of process, the variant of a worker.
    pub(super) fn begin(context: Option<&Context>, given: [&str; 3], name: &str, counts_errors: bool) -> Self {
        let [agent_id, process_type, worker_type] = given;
        let name = first([name, UNKNOWN]);
        let running = Running::begin(
            GroupKind::Tools,
            context,
            agent_id,
            [agent_id, name, process_type],
            // The label `process_type` shows only where it has a value.
            |context, find| {
                let process_type = first([process_type, context.process_type()]);
                find(&[first([agent_id, context.agent_id(), UNKNOWN]), name, process_type])
            },
            (NestingFrame::default(), ()),
        );
        let caller = Caller { agent_id, process_type, worker_type }.of_errors(context, counts_errors);
        Self { running, caller }
    }

    pub(super) fn record(&mut self, failed: Option<ErrorType>) {
        let Some(ended) = self.running.end() else { return };
        let duration = self.running.until(ended);
        self.running.count_missing_context(Attribute::ToolCall);
        self.running.instance.registry.group(GroupKind::Tools).write(self.running.series, |cells| {
            cells.dec_active();
            cells.add(tool::CALLS, 1);
            cells.observe(tool::DURATION, duration);
        });
        self.running.count_error(&self.caller, failed);
    }

    /// The stream ended.
    pub fn finish(&mut self, handle: Option<&OutcomeHandle>, items: &OutcomeAccumulator) {
        self.end(handle, items.failed());
    }
}

impl Guard for ToolCall {
    type Accumulator = OutcomeAccumulator;

    fn frame(&mut self) -> &mut NestingFrame {
        &mut self.running.frame
    }
    fn state(&mut self) -> &mut State {
        &mut self.running.state
    }
    fn finished(&mut self, items: &OutcomeAccumulator) {
        self.finish(None, items);
    }
}

impl Drop for ToolCall {
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason() {
            self.record(Some(reason));
        }
    }
}

impl Report<'_, ToolCall> {
    /// Reports what the function returned, or an item.
    pub fn end(&mut self, handle: Option<&OutcomeHandle>, failed: Option<ErrorType>) {
        match self {
            Self::Value(call) => call.end(handle, failed),
            Self::Item(items) => items.item(failed),
        }
    }
}
