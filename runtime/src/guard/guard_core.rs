//! Begins and ends a guard of any attribute.

use super::{
    abort_outcome::GuardState, agent_labels::AgentLabels, nesting::NestingFrame, opened_context::OpenedContext,
};
use crate::{
    clock::Moment,
    context::{Context, ContextKey, with_context},
    error::ErrorType,
    metrics::{AttributeKind, Cells, Find, GroupKind, LookupKey, SeriesId},
};

/// The fields that every guard has. `K` is the type of what the guards of one attribute add.
#[derive(Debug)]
pub(super) struct GuardCore<K> {
    /// The instance in which it records, with the context that it opens.
    pub(super) instance: OpenedContext,
    pub(super) series: SeriesId,
    pub(super) start: Moment,
    pub(super) frame: NestingFrame,
    pub(super) state: GuardState,
    /// What the guards of one attribute add. As a field of this struct it takes the place of padding, which keeps the futures
    /// that hold guards small.
    pub(super) extra: K,
}

/// Writes the methods of [`Guard`](super::instrumented::Guard) that a guard leaves to its core.
macro_rules! methods_of_core {
    () => {
        #[inline]
        fn frame(&mut self) -> Option<&mut NestingFrame> {
            Some(&mut self.core.frame)
        }
        #[inline]
        fn enter(&mut self) {
            self.core.enter();
        }
        #[inline]
        fn exit(&mut self) {
            self.core.exit();
        }
        #[inline]
        fn state(&mut self) -> &mut GuardState {
            &mut self.core.state
        }
    };
}
pub(super) use methods_of_core;

impl<K> GuardCore<K> {
    /// Begins a call in a series of `group`.
    ///
    /// `given` are the values of the labels that the attribute has keys for; a value is empty where the key is left out. If the
    /// thread has found their series in this context before, it is cached; else `find` completes them with the labels of the
    /// context. `begin` counts in the series that the call is active.
    #[inline]
    pub(super) fn begin<const N: usize>(
        group: GroupKind,
        context: Option<&Context>,
        agent_id: &str,
        given: [&str; N],
        find: impl Fn(&Context, Find<'_>) -> SeriesId,
        begin: impl Fn(Cells<'_>),
        (frame, extra): (NestingFrame, K),
    ) -> Self {
        let key = ContextKey::at(context);
        let instance = OpenedContext::none(context);
        let enabled = instance.enabled;
        let series = if enabled {
            let lookup = LookupKey::new(key.id, given);
            let find = |series: Find<'_>| with_context(context, |context| find(context, series));
            instance.registry.group(group).begin(&lookup, find, begin)
        } else {
            SeriesId::NONE
        };
        Self {
            instance,
            series,
            start: Moment::now(),
            frame,
            state: GuardState::begin(enabled, agent_id.is_empty() && !key.has_agent),
            extra,
        }
    }

    /// Opens the context of what the guard was given, if anything was, for everything inside.
    #[inline]
    pub(super) fn open_given(&mut self, given: Option<&Context>, labels: AgentLabels<'_>) {
        if given.is_some() || !labels.is_empty() {
            self.open_found(given, labels);
        }
    }

    #[inline(never)]
    fn open_found(&mut self, given: Option<&Context>, labels: AgentLabels<'_>) {
        if let Some(context) = self.instance.of(given, labels) {
            self.open(context);
        }
    }

    /// Opens a context for everything inside.
    pub(super) fn open(&mut self, context: Context) {
        self.instance.set(context);
        self.state.open_context();
    }

    /// The body runs from now on.
    #[inline]
    pub(super) fn enter(&mut self) {
        if self.state.opens_context() {
            self.instance.swap();
        }
    }

    /// The body stops running.
    #[inline]
    pub(super) fn exit(&mut self) {
        if self.state.opens_context() {
            self.instance.swap();
        }
        self.instance.guard_exited();
    }

    /// Ends the guard, and returns the time of its end; `None` if it had ended before.
    #[inline]
    pub(super) fn end(&mut self) -> Option<Moment> {
        self.state.record().then(Moment::now)
    }

    /// Nanoseconds from the beginning until `moment`.
    #[inline]
    pub(super) fn until(&self, moment: Moment) -> u64 {
        self.start.until(moment)
    }

    #[inline]
    pub(super) fn count_missing_context(&self, attribute: AttributeKind) {
        if self.state.has_no_agent() {
            self.instance.registry.count_missing_context(attribute);
        }
    }

    /// Counts the error, unless a guard inside has, under the labels of `error_context`, which is empty where the guard counts
    /// none.
    #[inline]
    pub(super) fn count_error(&self, error_context: &Context, failed: Option<ErrorType>) {
        if let Some(error_type) = self.frame.end(failed, !error_context.is_empty()) {
            let AgentLabels { agent_id, process_type, worker_type } = AgentLabels::of(error_context);
            self.instance.registry.count_error(agent_id, process_type, error_type, worker_type);
        }
    }
}
