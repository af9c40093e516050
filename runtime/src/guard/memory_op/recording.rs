//! Records one operation on the memory.

use super::{
    super::{
        accumulator::{MemoryAccumulator, StreamAccumulator},
        caller::{Caller, UNKNOWN, first},
        deferred::Report,
        instrumented::Guard,
        memory_handle::MemoryHandle,
        nesting::{NestingFrame, RecordedKinds},
        running::Running,
        state::State,
    },
    MemoryOp,
};
use crate::{
    context::Context,
    error::ErrorType,
    metrics::{Attribute, Cells, GroupKind, memory},
};

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
    /// Begins an operation with the labels as the attribute gives them: the agent, the kind of process, the variant of a
    /// worker.
    pub(super) fn begin(
        context: Option<&Context>,
        given: [&str; 3],
        operation: &'static str,
        counts_errors: bool,
    ) -> Self {
        let [agent_id, process_type, worker_type] = given;
        let kind = RecordedKinds::operation(operation);
        let mut open = kind;
        if matches!(Effect::of(kind), Effect::Read { .. }) {
            let is_inside_read = NestingFrame::around().any_of(RecordedKinds::READ);
            let around = if is_inside_read { RecordedKinds::READ_AROUND } else { RecordedKinds::NONE };
            open = open.and(RecordedKinds::READ).and(around);
        }
        let running = Running::begin(
            GroupKind::Memory,
            context,
            agent_id,
            [agent_id, operation],
            |context, find| find(&[first([agent_id, context.agent_id(), UNKNOWN]), operation]),
            (NestingFrame::inside(open), kind),
        );
        let caller = Caller { agent_id, process_type, worker_type }.of_errors(context, counts_errors);
        Self { running, caller }
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
        // A failed operation affects nothing, whatever its handle reported before.
        let affected = affected.filter(|_| failed.is_none()).map(|affected| reported.affected.unwrap_or(affected));
        let found = found.filter(|_| Effect::of(self.running.kind) == Effect::Read { results: true });
        self.record(failed, affected, reported.results.or(results), found);
    }

    /// `results` were counted by the handle or the key of that name, `found` by the type of the success.
    fn record(
        &mut self,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        results: Option<usize>,
        found: Option<usize>,
    ) {
        let Some(ended) = self.running.end() else { return };
        let duration = self.running.until(ended);
        let Running { kind: operation, frame, .. } = self.running;
        let inside = frame.recorded();
        // A search inside this recall has recorded its results already.
        let results = results.or(found.filter(|_| !inside.any_of(RecordedKinds::RESULTS)));
        let recorded = if affected.is_some() { operation } else { RecordedKinds::NONE };
        let recorded_results = if results.is_some() { RecordedKinds::RESULTS } else { RecordedKinds::NONE };
        NestingFrame::record(inside.and(recorded).and(recorded_results));
        // The same operation inside this one has counted: a tool that saves through a store that saves is one save.
        let is_counted = inside.any_of(operation);
        if !is_counted {
            self.running.count_missing_context(Attribute::MemoryOp);
            self.running.count_error(&self.caller, failed);
        }
        let registry = &self.running.instance.registry;
        let memories = affected.and_then(|affected| {
            let memories = u64::try_from(affected);
            if memories.is_err() {
                registry.count_invalid_value(memory::UPDATES);
            }
            memories.ok()
        });
        registry.group(GroupKind::Memory).write(self.running.series, |cells| {
            cells.dec_active();
            if !is_counted {
                cells.observe(memory::DURATION, duration);
            }
            if let Some(results) = results {
                cells.observe(memory::RESULTS, results as u64);
            }
            match Effect::of(operation) {
                Effect::Read { .. } if affected.is_some() && !frame.open().any_of(RecordedKinds::READ_AROUND) => {
                    cells.add(memory::READS, 1);
                }
                Effect::Write { entries, saves } if !is_counted => {
                    write_effect(cells, memories.unwrap_or(0), entries, saves);
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
        cells.add(memory::ENTRIES, memories.wrapping_mul(entries.cast_unsigned()));
    }
}

impl Guard for MemoryOp {
    type Accumulator = MemoryAccumulator;

    fn frame(&mut self) -> &mut NestingFrame {
        &mut self.running.frame
    }
    fn state(&mut self) -> &mut State {
        &mut self.running.state
    }
    fn finished(&mut self, items: &MemoryAccumulator) {
        self.finish(None, items);
    }
}

impl Drop for MemoryOp {
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason() {
            self.record(Some(reason), None, None, None);
        }
    }
}

impl Report<'_, MemoryOp> {
    /// Reports what the function returned, or an item.
    pub fn end(
        &mut self,
        handle: Option<&MemoryHandle>,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        found: Option<usize>,
        results: Option<usize>,
    ) {
        match self {
            Self::Value(operation) => operation.end(handle, failed, affected, found, results),
            Self::Item(items) => items.item(failed, affected, found, results),
        }
    }
}
