//! Records one process, and opens its context.

use super::{
    super::{
        accumulator::{OutcomeAccumulator, StreamAccumulator},
        caller::{Caller, first},
        deferred::Report,
        instrumented::Guard,
        nesting::NestingFrame,
        outcome_handle::OutcomeHandle,
        running::Running,
        state::State,
    },
    Process,
};
use crate::{
    context::{Context, swap, with_context},
    error::ErrorType,
    metrics::{Attribute, GroupKind, Outcome, process},
    pricing,
};

/// The key `errors`.
pub(super) type CountsErrors = bool;

impl Process {
    /// Begins a process with the labels as the attribute gives them: the agent, the kind, the variant of a worker.
    pub(super) fn begin(context: Option<&Context>, given: [&str; 3], counts_errors: CountsErrors) -> Self {
        let [agent_id, process_type, worker_type] = given;
        let caller = Caller { agent_id, process_type, worker_type };
        let running = Running::begin(
            GroupKind::Processes,
            context,
            agent_id,
            given,
            |context, find| {
                // The first price may be wanted soon.
                pricing::load_in_background();
                let caller = in_context(caller, context);
                find(&[caller.agent_id, caller.process_type, caller.worker_type])
            },
            (NestingFrame::default(), counts_errors),
        );
        let open = || {
            with_context(context, |around| {
                let caller = in_context(caller, around);
                // A process of an unknown agent opens a context without one, so that what it encloses is counted as such.
                Context::new(if running.has_no_agent { "" } else { caller.agent_id })
                    .with_process_type(caller.process_type)
                    .with_worker_type(caller.worker_type)
                    .with_attachment(running.instance.attachment())
            })
        };
        let processes = running.instance.registry.group(GroupKind::Processes);
        let is_shared =
            running.instance.attachment().is_none() && !processes.is_overflow(running.series) && !running.has_no_agent;
        let context = processes.write_series(running.series, |series, _, cells| {
            cells.show_active();
            cells.add(process::STARTED, 1);
            is_shared.then(|| series.attachment.get_or_init(open).clone())
        });
        let context = context.flatten().unwrap_or_else(open);
        if running.instance.enabled {
            running.count_missing_context(Attribute::ProcessMetric);
        }
        Self { running, context }
    }

    pub(super) fn record(&mut self, failed: Option<ErrorType>) {
        let Some(ended) = self.running.end() else { return };
        let duration = self.running.until(ended);
        let registry = &self.running.instance.registry;
        let processes = registry.group(GroupKind::Processes);
        processes.write_series(self.running.series, |series, _, cells| {
            cells.dec_active();
            cells.add(process::ENDED.of(Outcome::of(failed)), 1);
            cells.observe(process::DURATION, duration);
            if *series.key[process::PROCESS_TYPE] == *"worker" {
                cells.observe(process::WORKER_DURATION, duration);
            }
        });
        if let Some(error_type) = failed.filter(|_| self.running.kind) {
            let Some(series) = processes.series(self.running.series) else { return };
            if let [agent_id, process_type, worker_type] = &*series.key {
                registry.count_error(agent_id, process_type, error_type, worker_type);
            }
        }
    }

    /// The stream ended.
    pub fn finish(&mut self, handle: Option<&OutcomeHandle>, items: &OutcomeAccumulator) {
        self.end(handle, items.failed());
    }
}

/// Who the process is. A variant belongs to its kind: a branch inside a worker is no variant of that worker.
fn in_context<'a>(given: Caller<'a>, around: &'a Context) -> Caller<'a> {
    let caller = given.in_context(around);
    let inherited = if caller.process_type == around.process_type() { around.worker_type() } else { "" };
    Caller { worker_type: first([given.worker_type, inherited]), ..caller }
}

impl Guard for Process {
    type Accumulator = OutcomeAccumulator;

    fn frame(&mut self) -> &mut NestingFrame {
        &mut self.running.frame
    }
    fn enter(&mut self) {
        swap(&mut self.context);
    }
    fn exit(&mut self) {
        swap(&mut self.context);
    }
    fn state(&mut self) -> &mut State {
        &mut self.running.state
    }
    fn finished(&mut self, items: &OutcomeAccumulator) {
        self.finish(None, items);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason() {
            self.record(Some(reason));
        }
    }
}

impl Report<'_, Process> {
    /// Reports what the function returned, or an item.
    pub fn end(&mut self, handle: Option<&OutcomeHandle>, failed: Option<ErrorType>) {
        match self {
            Self::Value(process) => process.end(handle, failed),
            Self::Item(items) => items.item(failed),
        }
    }
}
