//! What a function's value is told to: the guard that ends with it, or, where a stream goes on, the notes on its items.

use super::{
    instrumented::Guard, memory_op::MemoryHandle, memory_op::MemoryOp, outcome_handle::OutcomeHandle, process::Process,
    tool_call::ToolCall,
};
use crate::ErrorType;

/// What the items of a stream have told so far.
pub trait StreamAccumulator: Default {
    /// An item came, and has told what it had to.
    fn came(&mut self) {}
    /// How the stream failed, if it did and nothing more is to come.
    fn failed(&self) -> Option<ErrorType>;
    /// It failed.
    fn fail(&mut self, failed: ErrorType);
}

/// Hears of a value. An expansion writes `__guard.end(…)` once, and it means either.
#[derive(Debug)]
pub enum Report<'a, G: Guard> {
    /// The value is all there is: the guard ends.
    Whole(&'a mut G),
    /// The value is one of many: it is noted.
    Item(&'a mut G::Accumulator),
}

/// How a stream ended: all that processes and tool calls want to know.
#[derive(Debug, Default)]
pub struct OutcomeAccumulator {
    failed: Option<ErrorType>,
}

impl StreamAccumulator for OutcomeAccumulator {
    fn failed(&self) -> Option<ErrorType> {
        self.failed
    }
    fn fail(&mut self, failed: ErrorType) {
        self.failed = Some(failed);
    }
}

macro_rules! outcomes {
    ($($guard:ty)*) => {$(
        impl Report<'_, $guard> {
            /// The function ended, or an item came.
            pub fn end(&mut self, handle: Option<&OutcomeHandle>, failed: Option<ErrorType>) {
                match self {
                    Self::Whole(guard) => guard.end(handle, failed),
                    Self::Item(notes) => notes.failed = failed.or(notes.failed),
                }
            }
        }

        impl $guard {
            /// The stream ended.
            pub fn finish(&mut self, handle: Option<&OutcomeHandle>, notes: &OutcomeAccumulator) {
                self.end(handle, notes.failed);
            }
        }
    )*};
}
outcomes!(Process ToolCall);

/// What the items of a stream told a memory operation: their numbers add up, an item that tells no number is one result.
#[derive(Debug, Default)]
pub struct MemoryAccumulator {
    failed: Option<ErrorType>,
    affected: i128,
    found: usize,
    results: Option<usize>,
}

impl StreamAccumulator for MemoryAccumulator {
    fn failed(&self) -> Option<ErrorType> {
        self.failed
    }
    fn fail(&mut self, failed: ErrorType) {
        self.failed = Some(failed);
    }
}

impl Report<'_, MemoryOp> {
    /// The function ended, or an item came.
    pub fn end(
        &mut self,
        handle: Option<&MemoryHandle>,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        found: Option<usize>,
        results: Option<usize>,
    ) {
        match self {
            Self::Whole(guard) => guard.end(handle, failed, affected, found, results),
            Self::Item(notes) => {
                notes.failed = failed.or(notes.failed);
                if let Some(affected) = affected {
                    notes.affected += affected;
                    notes.found += found.unwrap_or(1);
                }
                if let Some(results) = results {
                    notes.results = Some(notes.results.unwrap_or(0) + results);
                }
            }
        }
    }
}

impl MemoryOp {
    /// The stream ended.
    pub fn finish(&mut self, handle: Option<&MemoryHandle>, notes: &MemoryAccumulator) {
        let affected = notes.failed.is_none().then_some(notes.affected);
        let found = affected.map(|_| notes.found);
        self.end(handle, notes.failed, affected, found, notes.results);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_items_add_up() {
        let mut notes = MemoryAccumulator::default();
        for (affected, found, results) in [(Some(2), Some(2), None), (Some(1), None, Some(4)), (None, None, None)] {
            Report::<MemoryOp>::Item(&mut notes).end(None, None, affected, found, results);
        }
        assert_eq!((notes.affected, notes.found, notes.results, notes.failed), (3, 3, Some(4), None));
    }

    #[test]
    fn an_item_that_failed_is_how_the_stream_ended() {
        let mut notes = OutcomeAccumulator::default();
        Report::<ToolCall>::Item(&mut notes).end(None, Some(ErrorType::Timeout));
        Report::<ToolCall>::Item(&mut notes).end(None, None);
        assert_eq!(notes.failed(), Some(ErrorType::Timeout));
    }
}
