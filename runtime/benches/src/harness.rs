//! Measures cases beside each other: in each round every case runs for a moment, one after the other.
//!
//! What is counted is the time that the threads spent on a core, so other programs disturb it little. Still they make a
//! round slower, never faster; so the figure is the lower quartile of the rounds. It is steadier than the median where the
//! machine is shared, and unlike the best it does not rest on one lucky round. Of several threads only those rounds are
//! taken in which they ran most at once: threads that run one after the other don't fight.

use rustix::time::{ClockId, clock_gettime};
use std::{
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
    time::Instant,
};

/// Something that can be called many times.
pub struct Case<'a> {
    pub name: &'static str,
    /// Calls it so often.
    run: Box<dyn Fn(u64) + Sync + 'a>,
    /// What has to be cleared away between rounds, outside of what is measured.
    between: fn(),
}

impl<'a> Case<'a> {
    /// Calls `call` with the index of a label set, in turn.
    pub fn new(name: &'static str, sets: usize, call: impl Fn(usize) + Sync + 'a) -> Self {
        let run = move |calls| {
            let mut set = 0;
            for _ in 0..calls {
                call(set);
                set += 1;
                if set == sets {
                    set = 0;
                }
            }
        };
        Self::of_many(name, run)
    }

    /// `run` calls it so often itself.
    pub fn of_many(name: &'static str, run: impl Fn(u64) + Sync + 'a) -> Self {
        Self { name, run: Box::new(run), between: || {} }
    }

    pub fn with_between(self, between: fn()) -> Self {
        Self { between, ..self }
    }
}

/// The time of one call, of each case in order, in nanoseconds of one core.
pub struct Figures(Vec<(&'static str, f64)>);

impl Figures {
    pub fn of(&self, name: &str) -> f64 {
        self.0.iter().find(|(other, _)| *other == name).expect("a case of this name").1
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().copied()
    }
}

const ROUNDS: usize = 150;
/// Of one case. Shorter than the slice of a core that the system gives at a time; several threads need some time to meet.
const ROUND_OF_ONE: f64 = 0.000_5;
const ROUND_OF_MORE: f64 = 0.004;
/// Enough for every label set to be met.
const WARM_UP: u64 = 2_000;

/// One round of one case.
#[derive(Clone, Copy)]
struct Round {
    /// Nanoseconds of a core, a call.
    call: f64,
    /// How many threads ran at once on average.
    at_once: f64,
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // of times
pub fn measure(threads: usize, cases: &[Case<'_>]) -> Figures {
    let seconds = if threads == 1 { ROUND_OF_ONE } else { ROUND_OF_MORE };
    let calls: Vec<u64> = cases
        .iter()
        .map(|case| {
            let once = (0..3).map(|_| time(case, threads, WARM_UP).call).fold(f64::MAX, f64::min);
            (seconds * 1e9 / once).max(20.0) as u64
        })
        .collect();
    let mut rounds = vec![Vec::with_capacity(ROUNDS); cases.len()];
    for _ in 0..ROUNDS {
        for ((case, calls), rounds) in cases.iter().zip(&calls).zip(&mut rounds) {
            rounds.push(time(case, threads, *calls));
            (case.between)();
        }
    }
    Figures(cases.iter().map(|case| case.name).zip(rounds.into_iter().map(figure)).collect())
}

fn figure(mut rounds: Vec<Round>) -> f64 {
    rounds.sort_by(|a, b| b.at_once.total_cmp(&a.at_once));
    rounds.truncate(rounds.len() / 2);
    rounds.sort_by(|a, b| a.call.total_cmp(&b.call));
    rounds[rounds.len() / 4].call
}

#[allow(clippy::cast_precision_loss)] // of times
fn time(case: &Case<'_>, threads: usize, calls: u64) -> Round {
    let waiting = AtomicUsize::new(threads);
    let one = || {
        if threads > 1 {
            (case.run)(WARM_UP.min(calls));
            waiting.fetch_sub(1, SeqCst);
            while waiting.load(SeqCst) > 0 {
                // There may be more threads than cores: the others have to get there.
                thread::yield_now();
            }
        }
        let (start, start_on_core) = (Instant::now(), time_on_core());
        (case.run)(calls);
        (time_on_core() - start_on_core, start, Instant::now())
    };
    let times: Vec<_> = if threads == 1 {
        vec![one()]
    } else {
        thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
            running.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        })
    };
    let first = times.iter().map(|(_, start, _)| *start).min().expect("a thread");
    let last = times.iter().map(|(_, _, end)| *end).max().expect("a thread");
    let on_cores: f64 = times.iter().map(|(on_core, ..)| on_core).sum();
    Round { call: on_cores / (threads as f64 * calls as f64), at_once: on_cores / ((last - first).as_secs_f64() * 1e9) }
}

/// Nanoseconds that the calling thread has run.
#[allow(clippy::cast_precision_loss)] // of times
fn time_on_core() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
