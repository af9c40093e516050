//! One process of an agent: a channel, a branch, a worker. It opens the context for everything inside.

use super::{
    caller::{Caller, first},
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
    context::{ContextKey, swap, with_context},
    instance::InstanceRef,
    metrics::{
        Attribute, Find, GroupKind, LookupKey, SeriesId,
        cell::{outcome, process},
    },
    pricing,
};

/// The guard of `#[process_metric]`. Dropped before its end it records `cancelled`, or `panicked`.
#[derive(Debug)]
pub struct Process {
    instance: InstanceRef,
    series: SeriesId,
    start: Moment,
    /// The context of this process; while its body runs, the one around it.
    context: Context,
    frame: NestingFrame,
    state: State,
    /// The key `errors`.
    counts_errors: bool,
}

impl Process {
    /// Begins a process of a kind.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        kind: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        counts_errors: bool,
    ) -> Self {
        let mut buffers = [LabelBuffer::default(); 3];
        let [agent_buffer, kind_buffer, worker_buffer] = &mut buffers;
        let agent_id = agent_id.as_label(agent_buffer);
        let kind = kind.as_label(kind_buffer);
        let worker_type = worker_type.as_label(worker_buffer);
        Self::begin(context.given(), agent_id, kind, worker_type, counts_errors)
    }

    fn begin(context: Option<&Context>, agent_id: &str, kind: &str, worker_type: &str, counts_errors: bool) -> Self {
        let around = ContextKey::at(context);
        let instance = InstanceRef::of(context);
        let processes = instance.registry.group(GroupKind::Processes);
        let enabled = instance.enabled;
        let without_agent = agent_id.is_empty() && !around.has_agent;
        let find = |find: Find<'_>| {
            // The first price may be wanted soon.
            pricing::load_in_background();
            with_context(context, |outer| {
                let caller = caller(outer, agent_id, kind, worker_type);
                find(&[caller.agent_id, caller.process_type, caller.worker_type])
            })
        };
        let asked = LookupKey::new(around.id, [agent_id, kind, worker_type]);
        let series = if enabled { processes.begin(&asked, find) } else { SeriesId::NONE };
        let open = || {
            with_context(context, |outer| {
                let caller = caller(outer, agent_id, kind, worker_type);
                // A process of an agent that nobody knows opens a context of nobody: what records inside it is told apart.
                let agent_id = if caller.without_agent { "" } else { caller.agent_id };
                Context::new(agent_id)
                    .with_process_type(caller.process_type)
                    .with_worker_type(caller.worker_type)
                    .with_attachment(instance.attachment())
            })
        };
        let is_shared = instance.attachment().is_none() && !processes.is_overflow(series) && !without_agent;
        let context = processes.write_series(series, |series, _, cells| {
            cells.show_active();
            cells.add(process::STARTED, 1);
            is_shared.then(|| series.attachment.context.get_or_init(open).clone())
        });
        if enabled && without_agent {
            instance.registry.count_missing_context(Attribute::ProcessMetric);
        }
        let context = context.flatten().unwrap_or_else(open);
        Self {
            instance,
            series,
            start: Moment::now(),
            context,
            frame: NestingFrame::default(),
            state: State::begin(enabled),
            counts_errors,
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
        let processes = self.instance.registry.group(GroupKind::Processes);
        processes.write_series(self.series, |series, _, cells| {
            cells.lower();
            cells.add(process::ENDED + outcome(failed), 1);
            cells.observe(process::DURATION, duration);
            if *series.key[1] == *"worker" {
                cells.observe(process::WORKER_DURATION, duration);
            }
        });
        if let Some(error_type) = failed.filter(|_| self.counts_errors) {
            let Some(series) = processes.series(self.series) else { return };
            if let [agent_id, process_type, worker_type] = &*series.key {
                self.instance.registry.count_error(agent_id, process_type, error_type, worker_type);
            }
        }
    }
}

/// Who the process is. A variant belongs to its kind: a branch inside a worker is no variant of that worker.
fn caller<'a>(outer: &'a Context, agent_id: &'a str, kind: &'a str, worker_type: &'a str) -> Caller<'a> {
    let caller = Caller::new(outer, agent_id, kind, worker_type);
    let inherited = if caller.process_type == outer.process_type() { outer.worker_type() } else { "" };
    Caller { worker_type: first([worker_type, inherited]), ..caller }
}

impl Guard for Process {
    type Accumulator = OutcomeAccumulator;

    fn frame(&mut self) -> &mut NestingFrame {
        &mut self.frame
    }
    fn enter(&mut self) {
        swap(&mut self.context);
    }
    fn leave(&mut self) {
        swap(&mut self.context);
    }
    fn state(&mut self) -> &mut State {
        &mut self.state
    }
    fn finished(&mut self, notes: &Self::Accumulator) {
        self.finish(None, notes);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason() {
            self.record(Some(reason));
        }
    }
}
