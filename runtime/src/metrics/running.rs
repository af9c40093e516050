//! Keeps when the processes of a series that run now were started, for the age of the oldest.

use crate::clock::Moment;
use parking_lot::Mutex;

/// The moments at which they were started, in no particular order.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<Vec<Moment>>);

impl Running {
    /// A process was started.
    pub(crate) fn start(&self, started: Moment) {
        self.0.lock().push(started);
    }

    /// A process that was started then has ended.
    pub(crate) fn end(&self, started: Moment) {
        let mut running = self.0.lock();
        // Mostly one of the last that were started; which of several that were started at once does not matter.
        if let Some(index) = running.iter().rposition(|other| *other == started) {
            running.swap_remove(index);
        }
        // What was allocated for many does not stay for few.
        if running.len() < running.capacity() / 4 {
            let spare = running.len().max(SPARE);
            running.shrink_to(spare.saturating_mul(2));
        }
    }

    pub(super) fn oldest(&self) -> Option<Moment> {
        self.0.lock().iter().copied().reduce(|oldest, other| if other.is_before(oldest) { other } else { oldest })
    }
}

/// As many always have room.
const SPARE: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_that_runs_is_found() {
        let running = Running::default();
        let first = Moment::now();
        let [second, third] = [1_000_000_000, 2_000_000_000].map(|nanoseconds| first.after(nanoseconds));
        assert_eq!(running.oldest(), None);
        for started in [second, first, third, first] {
            running.start(started);
        }
        for (ended, oldest) in [(first, first), (first, second), (third, second), (first, second)] {
            running.end(ended);
            assert_eq!(running.oldest(), Some(oldest));
        }
        running.end(second);
        assert_eq!(running.oldest(), None);
    }

    #[test]
    fn no_more_is_kept_than_what_runs() {
        let running = Running::default();
        let started = Moment::now();
        (0..10_000).for_each(|_| running.start(started));
        (0..10_000).for_each(|_| running.end(started));
        assert!(running.0.lock().capacity() <= 4 * SPARE);
    }
}
