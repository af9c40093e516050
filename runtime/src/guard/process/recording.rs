//! Records one process, and opens its context.

use super::{
    super::{
        abort_outcome::GuardState,
        accumulator::{OutcomeAccumulator, StreamAccumulator},
        agent_labels::{AgentLabels, first},
        deferred::ReportTarget,
        guard_core::{GuardCore, methods_of_core},
        instrumented::Guard,
        nesting::NestingFrame,
        outcome_handle::OutcomeHandle,
    },
    ProcessGuard,
};
use crate::{
    context::{Context, with_context},
    error::ErrorType,
    metrics::{AttributeKind, GroupKind, process},
    pricing,
};

/// The key `count_errors`.
pub(super) type CountsErrors = bool;

impl ProcessGuard {
    /// Begins a process with the labels as the attribute gives them: the agent, the kind, the variant of a worker.
    pub(super) fn begin(context: Option<&Context>, given: [&str; 3], counts_errors: CountsErrors) -> Self {
        let [agent_id, process_type, worker_type] = given;
        let labels = AgentLabels { agent_id, process_type, worker_type };
        let mut core = GuardCore::begin(
            GroupKind::Processes,
            context,
            agent_id,
            given,
            |context, find| {
                // The first price may be wanted soon.
                pricing::load_in_background();
                let labels = in_context(labels, context);
                find(&[labels.agent_id, labels.process_type, labels.worker_type])
            },
            |cells| cells.begin(process::OUTCOMES),
            (NestingFrame::anew(), counts_errors),
        );
        let open = || {
            with_context(context, |around| {
                let labels = in_context(labels, around);
                // A process of an unknown agent opens a context without an agent, so that calls inside are counted as without one.
                let agent_id = if core.state.has_no_agent() { "" } else { labels.agent_id };
                let opened = AgentLabels { agent_id, ..labels }.context();
                opened.with_instance_handle(core.instance.instance_handle())
            })
        };
        let processes = core.instance.registry.group(GroupKind::Processes);
        let is_shared = core.instance.instance_handle().is_none()
            && !processes.is_overflow(core.series)
            && !core.state.has_no_agent();
        let context = processes.write_series(core.series, |series, _, _| {
            series.running().start(core.start);
            let shared = || {
                let opened = series.attachment.get();
                // The labels of the context are whole, those of the series may be cut.
                opened.or_else(|| (!series.has_truncated_label()).then(|| series.attachment.get_or_init(open)))
            };
            is_shared.then(shared).flatten().cloned()
        });
        let context = context.flatten().unwrap_or_else(open);
        if core.instance.enabled {
            core.count_missing_context(AttributeKind::ProcessMetric);
        }
        core.open(context);
        Self { core }
    }

    pub(super) fn record(&mut self, failed: Option<ErrorType>) {
        let Some(ended) = self.core.end() else { return };
        let duration = self.core.until(ended);
        let registry = &self.core.instance.registry;
        let processes = registry.group(GroupKind::Processes);
        processes.write_series(self.core.series, |series, _, cells| {
            cells.dec_active();
            series.running().end(self.core.start);
            cells.observe_end(process::DURATION, duration, process::OUTCOMES, failed);
            if *series.key[process::PROCESS_TYPE] == *"worker" {
                cells.observe(process::WORKER_DURATION, duration);
            }
        });
        let counts_errors = self.core.extra;
        if let Some(error_type) = self.core.frame.end(failed, counts_errors) {
            let Some(series) = processes.series(self.core.series) else { return };
            if let [agent_id, process_type, worker_type] = &*series.key {
                registry.count_error(agent_id, process_type, error_type, worker_type);
            }
        }
    }

    /// The context of the process, while its body does not run.
    pub(in super::super) fn opened_context(&self) -> &Context {
        self.core.instance.get()
    }

    /// The stream ended.
    pub fn finish(&mut self, handle: Option<&OutcomeHandle>, items: &OutcomeAccumulator) {
        self.end(handle, items.failed());
    }
}

/// Completes the labels of the process with those of the context. It inherits the `worker_type` only from a process of the same
/// kind: a branch inside a worker is no variant of that worker.
fn in_context<'a>(given: AgentLabels<'a>, around: &'a Context) -> AgentLabels<'a> {
    let labels = given.in_context(around);
    let around = AgentLabels::of(around);
    let inherited = if labels.process_type == around.process_type { around.worker_type } else { "" };
    AgentLabels { worker_type: first([given.worker_type, inherited]), ..labels }
}

impl Guard for ProcessGuard {
    type Accumulator = OutcomeAccumulator;

    methods_of_core!();

    fn finish_stream(&mut self, items: &OutcomeAccumulator) {
        self.finish(None, items);
    }
}

impl Drop for ProcessGuard {
    #[inline]
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason_at_drop() {
            self.record(Some(reason));
        }
    }
}

impl ReportTarget<'_, ProcessGuard> {
    /// Reports what the function returned, or an item.
    #[inline]
    pub fn end(&mut self, handle: Option<&OutcomeHandle>, failed: Option<ErrorType>) {
        match self {
            Self::Guard(process) => process.end(handle, failed),
            Self::Accumulator(items) => items.item(failed),
        }
    }
}
