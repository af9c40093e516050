//! Measures when the last item of an answer came, by a clock that stands still while the reader has an item.

use crate::clock::Moment;

/// The arrivals of a stream's items. Each costs two readings of the clock: when the reader asks for it, and when it is here.
#[derive(Debug, Default)]
pub(super) struct AnswerClock {
    /// When the last item came, less what the reader did before between two items.
    last_item: Option<Moment>,
    /// When the reader asked for the item after it.
    asked: Option<Moment>,
}

impl AnswerClock {
    /// The reader asks for an item, for the first time or again.
    #[inline]
    pub(super) fn ask(&mut self) {
        // The wait for the first item began with the call.
        if self.last_item.is_some() && self.asked.is_none() {
            self.asked = Some(Moment::now());
        }
    }

    /// An item is here.
    #[inline]
    pub(super) fn item_came(&mut self) {
        let now = Moment::now();
        self.last_item = Some(match (self.last_item, self.asked.take()) {
            (Some(last), Some(asked)) => last.later_by(asked, now),
            _ => now,
        });
    }

    /// When the last item came; `None` if none did.
    #[inline]
    pub(super) fn last_item(&self) -> Option<Moment> {
        self.last_item
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{thread, time::Duration};

    #[test]
    fn the_clock_stands_still_while_the_reader_has_an_item() {
        let start = Moment::now();
        let mut clock = AnswerClock::default();
        clock.ask();
        assert!(clock.last_item().is_none());
        clock.item_came();
        let first = start.until(clock.last_item().expect("an item"));
        for _ in 0..3 {
            thread::sleep(Duration::from_millis(50)); // the reader
            clock.ask();
            thread::sleep(Duration::from_millis(5)); // the model
            clock.ask();
            clock.item_came();
        }
        thread::sleep(Duration::from_millis(50));
        clock.ask();
        let (last, real) = (start.until(clock.last_item().expect("an item")), start.until(Moment::now()));
        assert!(last >= first + 15_000_000, "{first} {last}: the model");
        assert!(real >= last + 199_000_000, "{last} {real}: the reader");
    }
}
