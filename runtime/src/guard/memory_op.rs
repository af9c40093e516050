//! One operation on the memory.

use super::{
    caller::{Caller, UNKNOWN, first},
    defaults::ContextSource,
    instrumented::Guard,
    nesting::{NestingFrame, RecordedKinds},
    notes::MemoryAccumulator,
    state::State,
};
use crate::{
    Context, ErrorType, IntoCount, LabelBuffer, LabelValue,
    clock::Moment,
    context::{ContextKey, with_context},
    instance::InstanceRef,
    metrics::{Attribute, Cells, Find, GroupKind, LookupKey, SeriesId, cell::memory},
    usage::Count,
};
use std::sync::{Mutex, PoisonError};

/// Tells the running operation what its return value does not: the handle of `#[memory_op(handle = …)]`.
///
/// ```
/// use agent_metrics::memory_op;
///
/// #[memory_op(delete, handle = operation)]
/// fn delete(ids: &[u64]) -> Result<(), std::io::Error> {
///     let deleted = ids.len() as u64; // … what the database says …
///     operation.affected(deleted);
///     Ok(())
/// }
/// # delete(&[1]).unwrap();
/// ```
#[derive(Debug, Default)]
pub struct MemoryHandle {
    noted: Mutex<Noted>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Noted {
    affected: Option<i128>,
    results: Option<usize>,
}

impl MemoryHandle {
    #[doc(hidden)]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many memories the operation changed; told again, the last one counts.
    pub fn affected(&self, memories: impl IntoCount) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).affected = match memories.into_count() {
            Count::Unreported => None,
            Count::Reported(memories) => Some(memories.into()),
            Count::Negative => Some(-1),
        };
    }

    /// How many memories it found; told again, the last one counts.
    pub fn results(&self, memories: usize) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).results = Some(memories);
    }

    fn noted(&self) -> Noted {
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guard of `#[memory_op]`. Dropped before its end it records the time, and no memory.
#[derive(Debug)]
pub struct MemoryOp {
    instance: InstanceRef,
    series: SeriesId,
    start: Moment,
    frame: NestingFrame,
    operation: RecordedKinds,
    without_agent: bool,
    state: State,
    /// Whose errors to count, with the key `errors`; empty without. (An `Option` of it would be twice as large.)
    caller: Context,
}

/// What a success of the operation means for the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It finds memories.
    Read { results: bool },
    /// It changes memories, and how many there are: by plus one, zero or minus one for each.
    Write { entries: i64, saves: bool },
    /// It does neither.
    Neither,
}

impl Effect {
    fn of(operation: RecordedKinds) -> Self {
        match operation {
            RecordedKinds::SAVE => Self::Write { entries: 1, saves: true },
            RecordedKinds::DELETE => Self::Write { entries: -1, saves: false },
            RecordedKinds::RECALL | RecordedKinds::SEARCH => Self::Read { results: true },
            RecordedKinds::LOAD => Self::Read { results: false },
            RecordedKinds::EMBED => Self::Neither,
            // A memory that is forgotten may still be there; other operations are the user's.
            _ => Self::Write { entries: 0, saves: false },
        }
    }
}

impl MemoryOp {
    /// Begins an operation.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        tier: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        operation: &'static str,
        counts_errors: bool,
    ) -> Self {
        let mut buffers = [LabelBuffer::default(); 3];
        let [agent_buffer, tier_buffer, worker_buffer] = &mut buffers;
        let agent_id = agent_id.as_label(agent_buffer);
        let tier = tier.as_label(tier_buffer);
        let worker_type = worker_type.as_label(worker_buffer);
        let mark = RecordedKinds::operation(operation);
        let mut open = mark;
        if matches!(Effect::of(mark), Effect::Read { .. }) {
            let around = if NestingFrame::around().any_of(RecordedKinds::READ) {
                RecordedKinds::READ_AROUND
            } else {
                RecordedKinds::NONE
            };
            open = open.and(RecordedKinds::READ).and(around);
        }
        let context = context.given();
        let around = ContextKey::at(context);
        let instance = InstanceRef::of(context);
        let enabled = instance.enabled;
        let find = |find: Find<'_>| {
            with_context(context, |context| find(&[first([agent_id, context.agent_id(), UNKNOWN]), operation]))
        };
        let asked = LookupKey::new(around.id, [agent_id, operation]);
        let series =
            if enabled { instance.registry.group(GroupKind::Memory).begin(&asked, find) } else { SeriesId::NONE };
        let caller = |context: &Context| Caller::new(context, agent_id, tier, worker_type).context(context);
        Self {
            instance,
            series,
            start: Moment::now(),
            frame: NestingFrame::inside(open),
            operation: mark,
            without_agent: agent_id.is_empty() && !around.has_agent,
            state: State::begin(enabled),
            caller: if counts_errors { with_context(context, caller) } else { Context::default() },
        }
    }

    /// The function ended. `affected` is `None` if it failed; `found` is what the type of its success says of results,
    /// `results` what the key of that name says.
    pub fn end(
        &mut self,
        handle: Option<&MemoryHandle>,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        found: Option<usize>,
        results: Option<usize>,
    ) {
        let told = handle.map(MemoryHandle::noted).unwrap_or_default();
        // A failed operation affects nothing, whatever its handle was told before.
        let affected = affected.filter(|_| failed.is_none()).map(|affected| told.affected.unwrap_or(affected));
        let found = found.filter(|_| Effect::of(self.operation) == Effect::Read { results: true });
        self.record(failed, affected, told.results.or(results), found);
    }

    fn record(&mut self, failed: Option<ErrorType>, affected: Option<i128>, told: Option<usize>, found: Option<usize>) {
        if !self.state.record() {
            return;
        }
        let duration = self.start.until(Moment::now());
        let inside = self.frame.recorded();
        // A search inside this recall has told its results already.
        let results = told.or(found.filter(|_| !inside.any_of(RecordedKinds::RESULTS)));
        let operation = if affected.is_some() { self.operation } else { RecordedKinds::NONE };
        let told_results = if results.is_some() { RecordedKinds::RESULTS } else { RecordedKinds::NONE };
        NestingFrame::leave_marks(inside.and(operation).and(told_results));
        // The same operation inside this one has counted: a tool that saves through a store that saves is one save.
        let counted = inside.any_of(self.operation);
        if self.without_agent && !counted {
            self.instance.registry.count_missing_context(Attribute::MemoryOp);
        }
        if let Some(error_type) = failed.filter(|_| !self.caller.is_empty() && !counted) {
            let caller = &self.caller;
            self.instance.registry.count_error(
                caller.agent_id(),
                caller.process_type(),
                error_type,
                caller.worker_type(),
            );
        }
        let memories = affected.and_then(|affected| {
            let memories = u64::try_from(affected);
            if memories.is_err() {
                self.instance.registry.count_invalid_value("memory_updates_total");
            }
            memories.ok()
        });
        self.instance.registry.group(GroupKind::Memory).write(self.series, |cells| {
            cells.lower();
            if !counted {
                cells.observe(memory::DURATION, duration);
            }
            if let Some(results) = results {
                cells.observe(memory::RESULTS, results as u64);
            }
            match Effect::of(self.operation) {
                Effect::Read { .. } if affected.is_some() && !self.frame.open().any_of(RecordedKinds::READ_AROUND) => {
                    cells.add(memory::READS, 1);
                }
                Effect::Write { entries, saves } if !counted => {
                    write_effect(cells, memories.unwrap_or(0), entries, saves);
                }
                _ => {}
            }
        });
    }
}

fn write_effect(cells: Cells<'_>, memories: u64, entries: i64, saves: bool) {
    if memories == 0 {
        return; // an update that found nothing to update is none
    }
    cells.add(memory::UPDATES, memories);
    if saves {
        cells.add(memory::WRITES, memories);
    }
    if entries != 0 {
        cells.add(memory::ENTRIES, memories.wrapping_mul(entries.cast_unsigned()));
    }
}

impl Guard for MemoryOp {
    type Accumulator = MemoryAccumulator;

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

impl Drop for MemoryOp {
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason() {
            self.record(Some(reason), None, None, None);
        }
    }
}
