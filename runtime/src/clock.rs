//! The clock: the processor's own counter where it is fit for it, else the system's.
//!
//! Two readings of the system's clock cost more than all else that is done for a call. The counter (through `quanta`, which
//! knows where it is invariant and falls back where it is not) costs less than half. It must be measured against the
//! system's clock first, which takes some ten milliseconds on a thread of its own; until then the system's is read.

use quanta::Clock;
use std::{
    sync::{LazyLock, Once, OnceLock},
    thread,
    time::{Duration, Instant},
};

/// A moment, on whichever clock was read. Eight bytes, for a future holds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(u64);

/// Set for a reading of the counter; clear for nanoseconds of the system's clock since [`ORIGIN`].
const COUNTER: u64 = 1 << 63;

static FAST: OnceLock<Clock> = OnceLock::new();
static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Moment {
    #[inline]
    pub(crate) fn now() -> Self {
        match FAST.get() {
            Some(clock) => Self(clock.raw() | COUNTER),
            None => Self::now_by_system(),
        }
    }

    #[cold]
    fn now_by_system() -> Self {
        measure_in_background();
        Self(nanoseconds(ORIGIN.elapsed()) & !COUNTER)
    }

    /// Nanoseconds from this moment until `later`; zero if it was not later.
    #[inline]
    pub(crate) fn until(self, later: Self) -> u64 {
        match FAST.get() {
            Some(clock) if self.0 & later.0 & COUNTER != 0 => {
                clock.delta_as_nanos(self.0 & !COUNTER, later.0 & !COUNTER)
            }
            _ => self.until_by_system(later),
        }
    }

    /// The moment so many nanoseconds later, on the clock that is read now.
    pub(crate) fn after(self, nanoseconds: u64) -> Self {
        /// So many ticks tell how long one takes.
        const TICKS: u64 = 1 << 40;
        let ticks = match FAST.get() {
            Some(clock) if self.0 & COUNTER != 0 => {
                u128::from(nanoseconds) * u128::from(TICKS) / u128::from(clock.delta_as_nanos(0, TICKS).max(1))
            }
            _ => u128::from(nanoseconds),
        };
        let last = self.0 | !COUNTER;
        Self(u64::try_from(u128::from(self.0) + ticks).unwrap_or(last).min(last))
    }

    /// Whether it is earlier. A moment on the system's clock was before any on the counter.
    #[inline]
    pub(crate) fn is_before(self, other: Self) -> bool {
        self.0 < other.0
    }

    /// A call that began on the system's clock also ends on it.
    #[cold]
    fn until_by_system(self, later: Self) -> u64 {
        if (self.0 ^ later.0) & COUNTER == 0 {
            return later.0.saturating_sub(self.0);
        }
        // The one of them that is of the counter was just now: these calls are few.
        nanoseconds(ORIGIN.elapsed()).saturating_sub(self.0.min(later.0))
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Measures the counter, once. Without a thread the system's clock stays.
fn measure_in_background() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        LazyLock::force(&ORIGIN);
        let measure = || drop(FAST.set(Clock::new()));
        drop(thread::Builder::new().name("agent-metrics-clock".to_owned()).spawn(measure));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_tell_the_same() {
        let early = Moment::now_by_system();
        thread::sleep(Duration::from_millis(20));
        while FAST.get().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        let (start, by_system) = (Moment::now(), Instant::now());
        thread::sleep(Duration::from_millis(50));
        let (told, elapsed) = (start.until(Moment::now()), nanoseconds(by_system.elapsed()));
        assert!(told.abs_diff(elapsed) < elapsed / 50 + 1_000_000, "{told} instead of {elapsed}");
        let across = early.until(Moment::now());
        assert!(across >= 70_000_000, "{across}");
        assert_eq!(Moment::now().until(start), 0, "not before it began");
        for start in [early, start] {
            let second = start.until(start.after(1_000_000_000));
            assert!(second.abs_diff(1_000_000_000) < 1_000, "{second}");
            assert!(start.is_before(start.after(1)) && !start.is_before(start));
            assert!(Moment::now().is_before(Moment::now().after(u64::MAX)));
        }
    }
}
