//! Measures durations by the processor's time-stamp counter where that is invariant, else by the system's clock.
//!
//! Two readings of the system's clock cost more than everything else that is done for a call; the counter, through `quanta`,
//! costs less than half. It must be calibrated against the system's clock first, which takes some ten milliseconds on a
//! thread of its own; until then the system's clock is read.

use crate::fork::OncePerProcess;
use once_cell::sync::{Lazy, OnceCell};
use quanta::Clock;
use std::{
    num::{NonZeroU64, NonZeroU128},
    thread,
    time::{Duration, Instant},
};

/// A moment on whichever clock was read. It has eight bytes, and so has an `Option` of it, because the future of a metered
/// function holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment(NonZeroU64);

/// The bit that is set in a reading of the counter, and clear in nanoseconds of the system's clock since [`ORIGIN`].
const COUNTER: u64 = 1 << 63;

/// The calibrated counter, with a reading of each clock at the same time.
#[derive(Debug)]
struct Calibrated {
    clock: Clock,
    counter: u64,
    elapsed: u64,
}

static CALIBRATED: OnceCell<Calibrated> = OnceCell::new();
static ORIGIN: Lazy<Instant> = Lazy::new(Instant::now);

impl Moment {
    #[inline]
    pub(crate) fn now() -> Self {
        match CALIBRATED.get() {
            Some(calibrated) => Self::new(calibrated.clock.raw() | COUNTER),
            None => Self::now_by_system(),
        }
    }

    #[inline]
    fn new(reading: u64) -> Self {
        Self(NonZeroU64::new(reading).unwrap_or(NonZeroU64::MIN))
    }

    #[inline]
    fn reading(self) -> u64 {
        self.0.get()
    }

    #[cold]
    fn now_by_system() -> Self {
        let elapsed = nanoseconds(ORIGIN.elapsed());
        calibrate_in_background();
        Self::new(elapsed & !COUNTER)
    }

    /// Nanoseconds from this moment until `later`; zero if it was not later.
    #[inline]
    pub(crate) fn until(self, later: Self) -> u64 {
        match CALIBRATED.get() {
            Some(Calibrated { clock, .. }) if self.reading() & later.reading() & COUNTER != 0 => {
                clock.delta_as_nanos(self.reading() & !COUNTER, later.reading() & !COUNTER)
            }
            _ => self.until_by_system(later),
        }
    }

    /// The moment that is so many nanoseconds later, on the same clock.
    pub(crate) fn after(self, nanoseconds: u64) -> Self {
        /// The length of a tick is measured over so many.
        const TICKS: u64 = 1 << 40;
        let ticks = match CALIBRATED.get() {
            Some(Calibrated { clock, .. }) if self.reading() & COUNTER != 0 => {
                let ticks = u128::from(nanoseconds).saturating_mul(TICKS.into());
                ticks / NonZeroU128::from(NonZeroU64::new(clock.delta_as_nanos(0, TICKS)).unwrap_or(NonZeroU64::MIN))
            }
            _ => u128::from(nanoseconds),
        };
        let last = self.reading() | !COUNTER;
        Self::new(u64::try_from(u128::from(self.reading()).saturating_add(ticks)).unwrap_or(last).min(last))
    }

    /// The moment that is as much later as `end` is than `start`, which is not before this one.
    #[inline]
    pub(crate) fn later_by(self, start: Self, end: Self) -> Self {
        // The clock changes once. Of two processors' counters the later reading may be less by very little.
        if (self.reading() ^ end.reading()) & COUNTER == 0 {
            Self::new(self.reading().wrapping_add(end.reading().wrapping_sub(start.reading())))
        } else {
            self.after(start.until(end))
        }
    }

    /// True if this moment is earlier. A moment on the system's clock was before any on the counter.
    #[inline]
    pub(crate) fn is_before(self, other: Self) -> bool {
        self.reading() < other.reading()
    }

    /// The few calls that run while the counter is calibrated have a moment on each clock.
    #[cold]
    fn until_by_system(self, later: Self) -> u64 {
        later.by_system().saturating_sub(self.by_system())
    }

    /// Nanoseconds of the system's clock since [`ORIGIN`].
    fn by_system(self) -> u64 {
        let reading = self.reading() & !COUNTER;
        match CALIBRATED.get() {
            Some(Calibrated { clock, counter, elapsed }) if self.reading() & COUNTER != 0 => elapsed
                .saturating_add(clock.delta_as_nanos(*counter, reading))
                .saturating_sub(clock.delta_as_nanos(reading, *counter)),
            _ => reading,
        }
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Starts the thread that calibrates the counter, once in each process.
fn calibrate_in_background() {
    static STARTED: OncePerProcess = OncePerProcess::new();
    if STARTED.claim().is_none() {
        return;
    }
    let calibrate = || {
        let clock = Clock::new();
        let (counter, elapsed) = (clock.raw() & !COUNTER, nanoseconds(ORIGIN.elapsed()));
        drop(CALIBRATED.set(Calibrated { clock, counter, elapsed }));
    };
    if thread::Builder::new().name("agent-metrics-clock".to_owned()).spawn(calibrate).is_err() {
        // The system's clock stays in use, and a later reading tries again.
        STARTED.release();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_agree() {
        let (early_before, early, early_after) = (Instant::now(), Moment::now_by_system(), Instant::now());
        thread::sleep(Duration::from_millis(20));
        while CALIBRATED.get().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        // The system's clock is read before and after each reading of the counter, so a preemption changes nothing.
        let (outer, start, inner) = (Instant::now(), Moment::now(), Instant::now());
        thread::sleep(Duration::from_millis(50));
        let (least, end, most) = (nanoseconds(inner.elapsed()), Moment::now(), nanoseconds(outer.elapsed()));
        let measured = start.until(end);
        assert!((least - least / 50..=most + most / 50).contains(&measured), "{least} {measured} {most}");
        let across = early.until(Moment::now());
        assert!(across >= 70_000_000, "{across}");
        // Also where the later moment was not just now.
        let (least, between) = (nanoseconds(inner - early_before), early.until(start));
        let most = nanoseconds(inner - early_after);
        assert!((most - most / 50..=least + least / 50).contains(&between), "{most} {between} {least}");
        assert_eq!(Moment::now().until(start), 0, "not before it began");
        for start in [early, start] {
            let second = start.until(start.after(1_000_000_000));
            assert!(second.abs_diff(1_000_000_000) < 1_000, "{second}");
            assert!(start.is_before(start.after(1)) && !start.is_before(start));
            assert!(Moment::now().is_before(Moment::now().after(u64::MAX)));
        }
        for base in [early, start] {
            let distance = base.until(base.later_by(start, end));
            assert!(distance.abs_diff(measured) < measured / 50, "{distance} {measured}");
        }
    }
}
