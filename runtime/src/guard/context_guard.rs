//! Defines the guard of `#[in_context]`, which opens a context and records nothing.

use super::defaults::ContextSource;
#[cfg(feature = "registry")]
use super::{
    abort_outcome::GuardState, agent_labels::AgentLabels, deferred::ReportTarget, instrumented::Guard,
    nesting::NestingFrame, opened_context::OpenedContext,
};
#[cfg(feature = "registry")]
use crate::label::LabelBuffer;
use crate::label::LabelValue;

/// Opens the context for everything inside. To the calls inside it is as if it were not there: they count for the call around.
#[derive(Debug)]
pub struct ContextGuard {
    #[cfg(feature = "registry")]
    opened: OpenedContext,
    #[cfg(feature = "registry")]
    state: GuardState,
}

impl ContextGuard {
    /// Opens the context of what is given.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        process_type: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
    ) -> Self {
        #[cfg(feature = "registry")]
        {
            let [mut agent, mut process, mut worker] = [LabelBuffer::EMPTY; 3];
            let labels = AgentLabels {
                agent_id: agent_id.as_label(&mut agent),
                process_type: process_type.as_label(&mut process),
                worker_type: worker_type.as_label(&mut worker),
            };
            let given = context.explicit_context();
            let mut opened = OpenedContext::none(given);
            let mut state = GuardState::begin(false, false);
            if let Some(context) = opened.of(given, labels) {
                opened.set(context);
                state.open_context();
            }
            Self { opened, state }
        }
        #[cfg(not(feature = "registry"))]
        Self {}
    }
}

#[cfg(feature = "registry")]
impl ContextGuard {
    /// The function ended.
    #[allow(clippy::unused_self)] // as every guard has it
    pub fn end<T: ?Sized>(&mut self, _value: &T) {}

    /// The stream ended.
    #[allow(clippy::unused_self)] // as every guard has it
    pub fn finish(&mut self, _items: &()) {}

    fn swap(&mut self) {
        if self.state.opens_context() {
            self.opened.swap();
        }
    }
}

#[cfg(feature = "registry")]
impl Guard for ContextGuard {
    type Accumulator = ();

    #[inline]
    fn frame(&mut self) -> Option<&mut NestingFrame> {
        None
    }
    #[inline]
    fn enter(&mut self) {
        self.swap();
    }
    #[inline]
    fn exit(&mut self) {
        self.swap();
    }
    #[inline]
    fn state(&mut self) -> &mut GuardState {
        &mut self.state
    }
    fn finish_stream(&mut self, (): &()) {}
}

#[cfg(feature = "registry")]
impl Drop for ContextGuard {
    #[inline]
    fn drop(&mut self) {
        // It has nothing to record, but the thread may be inside it until now.
        self.abort_reason_at_drop();
    }
}

#[cfg(feature = "registry")]
impl ReportTarget<'_, ContextGuard> {
    /// Reports what the function returned, or an item.
    #[allow(clippy::unused_self)] // as every guard has it
    pub fn end<T: ?Sized>(&mut self, _value: &T) {}
}
