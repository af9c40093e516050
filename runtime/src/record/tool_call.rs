//! One call of a tool.

use super::{
    caller::{Caller, ContextSource, UNKNOWN},
    frame::Frame,
    within::Guard,
};
use crate::{
    LabelBuffer, LabelValue,
    metrics::{Attribute, GroupKind, RegistryRef, SeriesId, cell::tool, nanoseconds_since},
};
use std::time::Instant;

/// The guard of `#[tool_call]`: counts and times the call when it is dropped, whatever its outcome.
#[derive(Debug)]
pub struct ToolCall {
    registry: RegistryRef,
    series: SeriesId,
    start: Instant,
    frame: Frame,
    without_agent: bool,
}

impl ToolCall {
    /// Begins a call of the tool `name`.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        tier: &(impl LabelValue + ?Sized),
        name: &(impl LabelValue + ?Sized),
    ) -> Self {
        let mut buffers = [LabelBuffer::default(); 3];
        let [agent_buffer, tier_buffer, name_buffer] = &mut buffers;
        let agent_id = agent_id.as_label(agent_buffer);
        let tier = tier.as_label(tier_buffer);
        let name = super::caller::first([name.as_label(name_buffer), UNKNOWN]);
        context.with(|context| {
            let caller = Caller::new(context, agent_id, tier, "");
            // The label shows only where it has a value.
            let process_type = super::caller::first([tier, context.process_type()]);
            let registry = RegistryRef::of(context);
            let series = registry.group(GroupKind::Tools).find(&[caller.agent_id, name, process_type]);
            let without_agent = caller.without_agent;
            Self { registry, series, start: Instant::now(), frame: Frame::default(), without_agent }
        })
    }
}

impl Guard for ToolCall {
    fn enter(&mut self) {
        self.frame.swap();
    }
    fn leave(&mut self) {
        self.frame.swap();
    }
    fn panicked(&mut self) {}
}

impl Drop for ToolCall {
    fn drop(&mut self) {
        if !self.registry.settings.enabled {
            return;
        }
        let duration = nanoseconds_since(self.start);
        if self.without_agent {
            self.registry.count_missing_context(Attribute::ToolCall);
        }
        self.registry.group(GroupKind::Tools).write(self.series, |cells| {
            cells.add(tool::CALLS, 1);
            cells.observe(tool::DURATION, duration);
        });
    }
}
