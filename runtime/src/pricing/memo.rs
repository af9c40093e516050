//! What is known of a model's price, so that it is found out once.

use super::{
    book::{Flat, Reference},
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
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The price of the model that a series is of. Cheap to read, written once.
#[derive(Debug, Default)]
pub(crate) struct PriceMemo(OnceLock<Arc<Known>>);

impl PriceMemo {
    /// `None` until it is known, and for another model: the series `_overflow` is of many.
    pub(super) fn get(&self, provider: Option<&str>, model: &str) -> Option<&Known> {
        self.0.get().map(|known| &**known).filter(|known| known.is_of(provider, model))
    }

    pub(super) fn set(&self, known: &Arc<Known>) {
        self.0.get_or_init(|| Arc::clone(known));
    }
}

/// Shared by all series of the model.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) provider: Option<Box<str>>,
    pub(super) model: Box<str>,
    pub(super) answer: Answer,
}

#[derive(Debug)]
pub(super) enum Answer {
    /// The user's own price, or nothing: it holds for ever.
    Fixed(Rates),
    Book(Reference, HourMemo),
    Unknown,
}

impl Known {
    fn is_of(&self, provider: Option<&str>, model: &str) -> bool {
        *self.model == *model && self.provider.as_deref() == provider
    }
}

/// When a call ended, as far as it is known without another look at the clock.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    Now,
    /// On the clock that the caller has read already; not long ago.
    Instant(Instant),
    Time(SystemTime),
}

impl When {
    pub(super) fn time(self) -> SystemTime {
        match self {
            Self::Now | Self::Instant(_) => SystemTime::now(),
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
    flat: AtomicU64,
    rates: [AtomicU64; 4],
    /// Seconds since 1970.
    from: AtomicU64,
    until: AtomicU64,
    /// The same end in nanoseconds since [`START`]: an `Instant` costs less than a `SystemTime`, and the caller has one.
    /// A clock that was set, or stood still while the machine slept, is noticed at the end of the hour.
    until_instant: AtomicU64,
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl HourMemo {
    /// The rates (`None`: not flat) if they are known for this time.
    pub(super) fn get(&self, when: When) -> Option<Option<Rates>> {
        let since_start = |instant: Instant| nanoseconds(instant.saturating_duration_since(*START));
        let before = self.sequence.load(Acquire);
        if before == 0 || before % 2 == 1 {
            return None;
        }
        let in_time = match when {
            When::Now => since_start(Instant::now()) < self.until_instant.load(Relaxed),
            When::Instant(instant) => since_start(instant) < self.until_instant.load(Relaxed),
            When::Time(time) => {
                let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
                (self.from.load(Relaxed)..self.until.load(Relaxed)).contains(&seconds)
            }
        };
        let rates = (self.flat.load(Relaxed) == 1).then(|| Rates(self.rates.each_ref().map(|rate| rate.load(Relaxed))));
        fence(Acquire);
        (in_time && self.sequence.load(Relaxed) == before).then_some(rates)
    }

    /// The last rates, for whatever time: what they are probably still.
    pub(super) fn last(&self) -> Option<Rates> {
        let before = self.sequence.load(Acquire);
        let rates = (self.flat.load(Relaxed) == 1).then(|| Rates(self.rates.each_ref().map(|rate| rate.load(Relaxed))));
        fence(Acquire);
        rates.filter(|_| before % 2 == 0 && self.sequence.load(Relaxed) == before)
    }

    /// Keeps what was found out, unless someone else is just doing so.
    pub(super) fn set(&self, flat: Flat) {
        let left = UNIX_EPOCH
            .checked_add(Duration::from_secs(flat.until))
            .and_then(|until| until.duration_since(SystemTime::now()).ok())
            .unwrap_or_default();
        // A price asked of another time than now must not hold from now on.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let left = if (flat.from..flat.until).contains(&now) { left } else { Duration::ZERO };
        let until_instant = nanoseconds(START.elapsed().saturating_add(left));
        let before = self.sequence.load(Relaxed);
        if before % 2 == 1 || self.sequence.compare_exchange(before, before + 1, Acquire, Relaxed).is_err() {
            return;
        }
        fence(Release);
        self.flat.store(u64::from(flat.rates.is_some()), Relaxed);
        for (cell, rate) in self.rates.iter().zip(flat.rates.unwrap_or_default().0) {
            cell.store(rate, Relaxed);
        }
        self.from.store(flat.from, Relaxed);
        self.until.store(flat.until, Relaxed);
        self.until_instant.store(until_instant, Relaxed);
        self.sequence.store(before + 2, Release);
    }
}

#[cfg(all(test, feature = "prices"))]
mod tests {
    use super::*;
    use std::{sync::atomic::AtomicBool, thread};

    #[test]
    fn an_hour_later_it_is_not_known_any_more() {
        let memo = HourMemo::default();
        let at = |seconds: u64| When::Time(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(memo.get(at(3_600)), None);
        memo.set(Flat { rates: Some(Rates([1, 2, 3, 4])), from: 3_600, until: 7_200 });
        assert_eq!(memo.get(at(3_600)), Some(Some(Rates([1, 2, 3, 4]))));
        assert_eq!(memo.get(at(7_199)), Some(Some(Rates([1, 2, 3, 4]))));
        assert_eq!(memo.get(at(7_200)), None);
        assert_eq!(memo.get(at(3_599)), None);
        assert_eq!(memo.get(When::Now), None, "that hour is long over");
        memo.set(Flat { rates: None, from: 3_600, until: 7_200 });
        assert_eq!(memo.get(at(3_600)), Some(None));
    }

    #[test]
    fn the_hour_of_now_holds_on_either_clock() {
        let memo = HourMemo::default();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        memo.set(Flat { rates: None, from: now - 10, until: now + 3_000 });
        assert_eq!(memo.get(When::Now), Some(None));
        assert_eq!(memo.get(When::Instant(Instant::now())), Some(None));
        assert_eq!(memo.get(When::Instant(Instant::now() + Duration::from_secs(3_001))), None);
    }

    #[test]
    fn nobody_reads_a_mixture() {
        let (memo, over) = (HourMemo::default(), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                for number in 1..20_000 {
                    memo.set(Flat { rates: Some(Rates([number; 4])), from: 0, until: 10 });
                }
                over.store(true, Relaxed);
            });
            while !over.load(Relaxed) {
                if let Some(Some(Rates([first, rest @ ..]))) = memo.get(When::Time(UNIX_EPOCH)) {
                    assert_eq!(rest, [first; 3]);
                }
            }
        });
    }

    #[test]
    fn a_memo_is_small() {
        assert!(size_of::<PriceMemo>() <= 64);
    }
}
