//! Accumulates the reports of a stream's items, for each kind of guard.

use crate::error::ErrorType;

/// Accumulates what the items of a stream report, until the guard ends with it.
pub trait StreamAccumulator: Default {
    /// Called before the stream is polled.
    fn ask(&mut self) {}
    /// Called when an item is here, before it is reported.
    fn item_came(&mut self) {}
    /// The error that ended the stream; `None` while items may follow.
    fn failed(&self) -> Option<ErrorType>;
    /// Ends the stream with this error.
    fn fail(&mut self, reason: ErrorType);
}

/// Accumulates how a stream ended, which is all that processes and tool calls record of it.
#[derive(Debug, Default)]
pub struct OutcomeAccumulator {
    failed: Option<ErrorType>,
}

impl OutcomeAccumulator {
    pub(super) fn item(&mut self, failed: Option<ErrorType>) {
        self.failed = failed.or(self.failed);
    }
}

impl StreamAccumulator for OutcomeAccumulator {
    fn failed(&self) -> Option<ErrorType> {
        self.failed
    }
    fn fail(&mut self, reason: ErrorType) {
        self.failed = Some(reason);
    }
}

/// Accumulates the numbers that the items report to a memory operation: they add up, and an item that reports no number is one
/// result.
#[derive(Debug, Default)]
pub struct MemoryAccumulator {
    failed: Option<ErrorType>,
    affected: i128,
    found: usize,
    results: Option<usize>,
}

impl MemoryAccumulator {
    pub(super) fn item(
        &mut self,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        found: Option<usize>,
        results: Option<usize>,
    ) {
        self.failed = failed.or(self.failed);
        if let Some(affected) = affected {
            self.affected = self.affected.saturating_add(affected);
            self.found = self.found.saturating_add(found.unwrap_or(1));
        }
        if let Some(results) = results {
            self.results = Some(self.results.unwrap_or(0).saturating_add(results));
        }
    }

    /// The number of memories that the stream affected; `None` if it failed.
    pub(super) fn affected(&self) -> Option<i128> {
        self.failed.is_none().then_some(self.affected)
    }

    /// The number of memories that the stream found; `None` if it failed.
    pub(super) fn found(&self) -> Option<usize> {
        self.failed.is_none().then_some(self.found)
    }

    /// The number of results that the key `results` counted.
    pub(super) fn results(&self) -> Option<usize> {
        self.results
    }
}

impl StreamAccumulator for MemoryAccumulator {
    fn failed(&self) -> Option<ErrorType> {
        self.failed
    }
    fn fail(&mut self, reason: ErrorType) {
        self.failed = Some(reason);
    }
}

/// Accumulates nothing, for a guard that records nothing.
impl StreamAccumulator for () {
    fn failed(&self) -> Option<ErrorType> {
        None
    }
    fn fail(&mut self, _reason: ErrorType) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_items_add_up() {
        let mut items = MemoryAccumulator::default();
        for (affected, found, results) in [(Some(2), Some(2), None), (Some(1), None, Some(4)), (None, None, None)] {
            items.item(None, affected, found, results);
        }
        assert_eq!((items.affected, items.found, items.results, items.failed), (3, 3, Some(4), None));
    }

    #[test]
    fn an_item_that_failed_is_how_the_stream_ended() {
        let mut items = OutcomeAccumulator::default();
        items.item(Some(ErrorType::Timeout));
        items.item(None);
        assert_eq!(items.failed(), Some(ErrorType::Timeout));
    }
}
