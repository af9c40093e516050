//! What is known of a model's price, so that it is found out once.

use super::{
    flat::{Flat, Lacks},
    in_force,
    known::Known,
    rates::Rates,
};
use std::{
    sync::{
        Arc, LazyLock, OnceLock,
        atomic::{
            AtomicU64,
            Ordering::{Acquire, Relaxed, Release},
            fence,
        },
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// The price of the model that a series is of. Cheap to read, written once: what changes with time, or with the book, is
/// behind it.
#[derive(Debug, Default)]
pub(crate) struct PriceMemo(OnceLock<Arc<Known>>);

impl PriceMemo {
    /// `None` until it is known, and for another model: the series `_overflow` is of many.
    #[inline]
    pub(super) fn get(&self, provider: Option<&str>, model: &str) -> Option<&Known> {
        self.0.get().map(|known| &**known).filter(|known| known.is_of(provider, model))
    }

    pub(super) fn set(&self, known: &Arc<Known>) {
        self.0.get_or_init(|| Arc::clone(known));
    }
}

/// When a call ended, as far as it is known without another look at the clock.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    Now,
    /// On the clock that the caller has read already; not long ago.
    Instant(Instant),
    #[cfg(test)]
    Time(SystemTime),
}

impl When {
    pub(super) fn time(self) -> SystemTime {
        match self {
            Self::Now | Self::Instant(_) => SystemTime::now(),
            #[cfg(test)]
            Self::Time(time) => time,
        }
    }
}

/// What is true in one UTC hour; read without a lock and without writing, so that threads don't wait for each other.
///
/// A sequence lock: odd while it is written. Whoever reads something else before than after has read a mixture.
#[derive(Debug, Default)]
pub(super) struct HourMemo {
    sequence: AtomicU64,
    limit: AtomicU64,
    rates: [AtomicU64; 5],
    lacks: AtomicU64,
    /// Of the book that said so: one that was loaded since may say otherwise.
    generation: AtomicU64,
    /// Seconds since 1970.
    from: AtomicU64,
    until: AtomicU64,
    /// The same end in seconds since [`START`]: an `Instant` costs less than a `SystemTime`, and the caller has one. A
    /// clock that was set, or stood still while the machine slept, is noticed at the end of the hour.
    until_instant: AtomicU64,
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

impl HourMemo {
    /// What the book in force says for this time.
    #[inline]
    pub(super) fn get(&self, when: When) -> Option<Flat> {
        let (known, generation, until_instant) = self.read()?;
        if generation != in_force::generation() {
            return None;
        }
        let since_start = |instant: Instant| instant.saturating_duration_since(*START).as_secs();
        let in_time = match when {
            When::Now => since_start(Instant::now()) < until_instant,
            When::Instant(instant) => since_start(instant) < until_instant,
            #[cfg(test)]
            When::Time(time) => (known.from..known.until).contains(&seconds(time)),
        };
        in_time.then_some(known)
    }

    /// What was known last, for whatever time: it probably holds still.
    #[inline]
    pub(super) fn last(&self) -> Option<Flat> {
        self.read().map(|(known, ..)| known)
    }

    /// With the generation, and the end on the other clock: all of the same hour.
    #[inline]
    fn read(&self) -> Option<(Flat, u64, u64)> {
        let before = self.sequence.load(Acquire);
        let known = Flat {
            limit: self.limit.load(Relaxed),
            rates: Rates(self.rates.each_ref().map(|rate| rate.load(Relaxed))),
            lacks: Lacks(self.lacks.load(Relaxed)),
            from: self.from.load(Relaxed),
            until: self.until.load(Relaxed),
        };
        let generation = self.generation.load(Relaxed);
        let until_instant = self.until_instant.load(Relaxed);
        fence(Acquire);
        let whole = before != 0 && before.is_multiple_of(2) && self.sequence.load(Relaxed) == before;
        whole.then_some((known, generation, until_instant))
    }

    /// Keeps what was found out, unless someone else is just doing so.
    pub(super) fn set(&self, flat: Flat, generation: u64) {
        let (now, instant) = (seconds(SystemTime::now()), START.elapsed().as_secs());
        // What was asked of another time than now does not hold from now on.
        let left = if (flat.from..flat.until).contains(&now) { flat.until - now } else { 0 };
        let before = self.sequence.load(Relaxed);
        let free =
            before.is_multiple_of(2) && self.sequence.compare_exchange(before, before + 1, Acquire, Relaxed).is_ok();
        if !free {
            return;
        }
        fence(Release);
        self.limit.store(flat.limit, Relaxed);
        for (cell, rate) in self.rates.iter().zip(flat.rates.0) {
            cell.store(rate, Relaxed);
        }
        self.lacks.store(flat.lacks.0, Relaxed);
        self.generation.store(generation, Relaxed);
        self.from.store(flat.from, Relaxed);
        self.until.store(flat.until, Relaxed);
        self.until_instant.store(instant.saturating_add(left), Relaxed);
        self.sequence.store(before + 2, Release);
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(all(test, feature = "prices"))]
mod tests {
    use super::*;
    use std::{sync::atomic::AtomicBool, thread, time::Duration};

    fn flat(rate: u64, from: u64, until: u64) -> Flat {
        Flat { limit: 1, rates: Rates([rate; 5]), lacks: Lacks::NONE, from, until }
    }

    #[test]
    fn an_hour_later_it_is_not_known_any_more() {
        let memo = HourMemo::default();
        let at = |seconds: u64| When::Time(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(memo.get(at(3_600)), None);
        let known = flat(7, 3_600, 7_200);
        memo.set(known, in_force::generation());
        assert_eq!(memo.get(at(3_600)), Some(known));
        assert_eq!(memo.get(at(7_199)), Some(known));
        assert_eq!(memo.get(at(7_200)), None);
        assert_eq!(memo.get(at(3_599)), None);
        assert_eq!(memo.get(When::Now), None, "that hour is long over");
        assert_eq!(memo.last(), Some(known));
    }

    #[test]
    fn the_hour_of_now_holds_on_either_clock() {
        let memo = HourMemo::default();
        let now = seconds(SystemTime::now());
        let known = flat(7, now - 10, now + 3_000);
        memo.set(known, in_force::generation());
        assert_eq!(memo.get(When::Now), Some(known));
        assert_eq!(memo.get(When::Instant(Instant::now())), Some(known));
        assert_eq!(memo.get(When::Instant(Instant::now() + Duration::from_secs(3_002))), None);
    }

    #[test]
    fn nobody_reads_a_mixture() {
        let (memo, over) = (HourMemo::default(), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                for number in 1..20_000 {
                    memo.set(flat(number, number, number), 0);
                }
                over.store(true, Relaxed);
            });
            while !over.load(Relaxed) {
                if let Some(known) = memo.last() {
                    assert_eq!(known, flat(known.from, known.from, known.from));
                }
            }
        });
    }

    #[test]
    fn a_memo_is_small() {
        assert!(size_of::<PriceMemo>() <= 64);
    }
}
