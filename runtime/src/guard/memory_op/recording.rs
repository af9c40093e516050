//! Records one operation on the memory, and decides which of several operations inside each other counts.

use super::{
    super::{
        abort_outcome::GuardState,
        accumulator::{MemoryAccumulator, StreamAccumulator},
        agent_labels::{AgentLabels, UNKNOWN, first},
        deferred::ReportTarget,
        guard_core::{GuardCore, methods_of_core},
        instrumented::Guard,
        memory_handle::MemoryHandle,
        nesting::{CallKinds, NestingFrame},
    },
    MemoryOpGuard,
};
use crate::{
    context::Context,
    error::ErrorType,
    metrics::{AttributeKind, Cells, GroupKind, memory},
};

/// More memories than an operation can have to do with. A larger number is a mistake, which would spoil every sum that it gets into.
const MAX_PLAUSIBLE_MEMORIES: u64 = 1_000_000_000_000;

#[inline]
fn plausible(memories: impl TryInto<u64>) -> Option<u64> {
    memories.try_into().ok().filter(|memories| *memories <= MAX_PLAUSIBLE_MEMORIES)
}

/// The [position](CallKinds::index) of the operation's kind, which takes less room in a future than the kind, or [`UPSERT`].
pub(super) type KindIndex = u8;

/// Stands for an upsert, which is of the same kind as a save. No kind has this position, nor has the empty set.
const UPSERT: KindIndex = 17;

fn kind_of(index: KindIndex) -> CallKinds {
    if index == UPSERT { CallKinds::SAVE } else { CallKinds::at(index) }
}

/// The effect of a successful operation on the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It finds memories.
    Read { results: bool },
    /// It changes memories, and how many there are: by plus one, zero or minus one for each.
    Write { entries: i64, saves: bool },
    /// It writes memories, of which some are new.
    Upsert,
    /// It does neither.
    Neither,
}

impl Effect {
    fn of(index: KindIndex) -> Self {
        if index == UPSERT {
            return Self::Upsert;
        }
        match kind_of(index) {
            CallKinds::SAVE => Self::Write { entries: 1, saves: true },
            CallKinds::DELETE => Self::Write { entries: -1, saves: false },
            CallKinds::RECALL | CallKinds::SEARCH => Self::Read { results: true },
            CallKinds::LOAD => Self::Read { results: false },
            CallKinds::EMBED => Self::Neither,
            // A memory that is forgotten may still exist; other operations are defined by the user.
            _ => Self::Write { entries: 0, saves: false },
        }
    }
}

impl MemoryOpGuard {
    /// Begins an operation with the labels as the attribute gives them: the agent, the kind of process, the variant of a
    /// worker.
    pub(super) fn begin(context: Option<&Context>, given: [&str; 3], operation: &str, counts_errors: bool) -> Self {
        let [agent_id, process_type, worker_type] = given;
        let operation = first([operation, UNKNOWN]);
        let kind = CallKinds::operation(operation);
        let index = if operation == "upsert" { UPSERT } else { kind.index() };
        let labels = AgentLabels { agent_id, process_type, worker_type };
        let mut core = GuardCore::begin(
            GroupKind::Memory,
            context,
            agent_id,
            [agent_id, operation],
            |context, find| find(&[first([agent_id, AgentLabels::of(context).agent_id, UNKNOWN]), operation]),
            |cells| cells.inc_active(),
            (NestingFrame::inside(), index),
        );
        core.open_given(context, labels);
        let error_context = labels.error_context(context, counts_errors);
        Self { core, error_context }
    }

    pub(super) fn record_reported(
        &mut self,
        handle: Option<&MemoryHandle>,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        found: Option<usize>,
        results: Option<usize>,
    ) {
        let reported = handle.map(MemoryHandle::reported).unwrap_or_default();
        // A failed operation affects and finds nothing, whatever its handle reported before.
        let affected = affected.filter(|_| failed.is_none()).map(|affected| reported.affected.unwrap_or(affected));
        let found = found.filter(|_| Effect::of(self.core.extra) == Effect::Read { results: true });
        let results = reported.results.or(results).filter(|_| failed.is_none());
        self.record(failed, affected, results, found);
    }

    /// `results` is the number from the handle or the key of that name, `found` the number from the type of the success.
    fn record(
        &mut self,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        results: Option<usize>,
        found: Option<usize>,
    ) {
        let Some(ended) = self.core.end() else { return };
        let duration = self.core.until(ended);
        let GuardCore { extra, ref frame, .. } = self.core;
        let operation = kind_of(extra);
        let inside = frame.recorded();
        // A search inside this recall has recorded its results already.
        let results = results.or(found.filter(|_| !inside.intersects(CallKinds::RESULTS)));
        let recorded = if affected.is_some() { operation } else { CallKinds::NONE };
        let recorded_results = if results.is_some() { CallKinds::RESULTS } else { CallKinds::NONE };
        frame.record(recorded.union(recorded_results));
        // The same operation inside this one has counted: a tool that saves through a store that saves is one save.
        let is_counted = inside.intersects(operation);
        if is_counted {
            frame.end(failed, false);
        } else {
            self.core.count_missing_context(AttributeKind::MemoryOp);
            self.core.count_error(&self.error_context, failed);
        }
        let registry = &self.core.instance.registry;
        let memories = affected.and_then(|affected| {
            let memories = plausible(affected);
            if memories.is_none() {
                registry.count_invalid_value(memory::UPDATES);
            }
            memories
        });
        let results = results.and_then(|results| {
            let results = plausible(results);
            if results.is_none() {
                registry.count_invalid_observation(&memory::RESULTS);
            }
            results
        });
        registry.group(GroupKind::Memory).write(self.core.series, |cells| {
            cells.dec_active();
            if !is_counted {
                cells.observe(memory::DURATION, duration);
            }
            if let Some(results) = results {
                cells.observe(memory::RESULTS, results);
            }
            match Effect::of(extra) {
                Effect::Read { .. } if affected.is_some() && !frame.open_around().intersects(CallKinds::READ) => {
                    cells.count(memory::READS);
                }
                Effect::Write { entries, saves } if !is_counted => {
                    write_effect(cells, memories.unwrap_or(0), entries, saves);
                }
                Effect::Upsert if !is_counted => {
                    if let Some(new) = memories {
                        write_upsert(cells, new);
                    }
                }
                _ => {}
            }
        });
    }

    /// The stream ended.
    pub fn finish(&mut self, handle: Option<&MemoryHandle>, items: &MemoryAccumulator) {
        self.end(handle, items.failed(), items.affected(), items.found(), items.results());
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
        if entries > 0 {
            cells.add(memory::ADDED, memories);
        } else {
            cells.show(memory::ADDED);
            cells.add(memory::REMOVED, memories);
        }
    }
}

/// An upsert writes at least one memory; its number says only how many of them are new.
fn write_upsert(cells: Cells<'_>, new: u64) {
    cells.add(memory::UPDATES, new.max(1));
    cells.add(memory::WRITES, new.max(1));
    cells.add(memory::ADDED, new);
}

impl Guard for MemoryOpGuard {
    type Accumulator = MemoryAccumulator;

    methods_of_core!();

    #[inline]
    fn opens(&self) -> CallKinds {
        kind_of(self.core.extra)
    }
    fn finish_stream(&mut self, items: &MemoryAccumulator) {
        self.finish(None, items);
    }
}

impl Drop for MemoryOpGuard {
    #[inline]
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason_at_drop() {
            self.record(Some(reason), None, None, None);
        }
    }
}

impl ReportTarget<'_, MemoryOpGuard> {
    /// Reports what the function returned, or an item.
    #[inline]
    pub fn end(
        &mut self,
        handle: Option<&MemoryHandle>,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        found: Option<usize>,
        results: Option<usize>,
    ) {
        match self {
            Self::Guard(operation) => operation.end(handle, failed, affected, found, results),
            Self::Accumulator(items) => items.item(failed, affected, found, results),
        }
    }
}
