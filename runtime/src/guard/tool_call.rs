//! One call of a tool.

use super::{
    caller::{Caller, UNKNOWN, first},
    defaults::ContextSource,
    instrumented::Guard,
    nesting::NestingFrame,
    notes::OutcomeAccumulator,
    outcome_handle::OutcomeHandle,
    state::State,
};
use crate::{
    Context, ErrorType, LabelBuffer, LabelValue,
    clock::Moment,
    context::{ContextKey, with_context},
    instance::InstanceRef,
    metrics::{Attribute, Find, GroupKind, LookupKey, SeriesId, cell::tool},
};

/// The guard of `#[tool_call]`: counts and times the call, whatever its outcome.
#[derive(Debug)]
pub struct ToolCall {
    instance: InstanceRef,
    series: SeriesId,
    start: Moment,
    frame: NestingFrame,
    without_agent: bool,
    state: State,
    /// Whose errors to count, with the key `errors`; empty without. (An `Option` of it would be twice as large.)
    caller: Context,
}

impl ToolCall {
    /// Begins a call of the tool `name`.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        tier: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        name: &(impl LabelValue + ?Sized),
        counts_errors: bool,
    ) -> Self {
        let mut buffers = [LabelBuffer::default(); 4];
        let [agent_buffer, tier_buffer, worker_buffer, name_buffer] = &mut buffers;
        let agent_id = agent_id.as_label(agent_buffer);
        let tier = tier.as_label(tier_buffer);
        let worker_type = worker_type.as_label(worker_buffer);
        let name = first([name.as_label(name_buffer), UNKNOWN]);
        let context = context.given();
        let around = ContextKey::at(context);
        let instance = InstanceRef::of(context);
        let enabled = instance.enabled;
        let find = |find: Find<'_>| {
            with_context(context, |context| {
                // The label shows only where it has a value.
                let process_type = first([tier, context.process_type()]);
                find(&[first([agent_id, context.agent_id(), UNKNOWN]), name, process_type])
            })
        };
        let asked = LookupKey::new(around.id, [agent_id, name, tier]);
        let series =
            if enabled { instance.registry.group(GroupKind::Tools).begin(&asked, find) } else { SeriesId::NONE };
        let caller = |context: &Context| Caller::new(context, agent_id, tier, worker_type).context(context);
        Self {
            instance,
            series,
            start: Moment::now(),
            frame: NestingFrame::default(),
            without_agent: agent_id.is_empty() && !around.has_agent,
            state: State::begin(enabled),
            caller: if counts_errors { with_context(context, caller) } else { Context::default() },
        }
    }

    /// The function ended.
    pub fn end(&mut self, handle: Option<&OutcomeHandle>, failed: Option<ErrorType>) {
        self.record(OutcomeHandle::overrule(handle, failed));
    }

    fn record(&mut self, failed: Option<ErrorType>) {
        if !self.state.record() {
            return;
        }
        let duration = self.start.until(Moment::now());
        if self.without_agent {
            self.instance.registry.count_missing_context(Attribute::ToolCall);
        }
        self.instance.registry.group(GroupKind::Tools).write(self.series, |cells| {
            cells.lower();
            cells.add(tool::CALLS, 1);
            cells.observe(tool::DURATION, duration);
        });
        if let Some(error_type) = failed.filter(|_| !self.caller.is_empty()) {
            let caller = &self.caller;
            self.instance.registry.count_error(
                caller.agent_id(),
                caller.process_type(),
                error_type,
                caller.worker_type(),
            );
        }
    }
}

impl Guard for ToolCall {
    type Accumulator = OutcomeAccumulator;

    fn frame(&mut self) -> &mut NestingFrame {
        &mut self.frame
    }
    fn state(&mut self) -> &mut State {
        &mut self.state
    }
    fn finished(&mut self, notes: &Self::Accumulator) {
        self.finish(None, notes);
    }
}

impl Drop for ToolCall {
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason() {
            self.record(Some(reason));
        }
    }
}
