//! Measures cases beside each other: in each round every case runs for a moment, one after the other.
//!
//! What is counted is the time that the threads spent on a core, so other programs disturb it little. Still they make a
//! round slower, never faster; so the figure is the lower quartile of the rounds. It is steadier than the median where the
//! machine is shared, and unlike the best it does not rest on one lucky round.
//!
//! Threads that run one after the other don't fight. So of several threads only rounds count in which they ran at once, as
//! many as there are cores; on a busy machine it takes many attempts until there are enough of them.

use rustix::time::{ClockId, clock_gettime};
use std::{
    hint::spin_loop,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
    time::{Duration, Instant},
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
pub struct Figures(Vec<(&'static str, Round)>);

impl Figures {
    pub fn of(&self, name: &str) -> f64 {
        self.0.iter().find(|(other, _)| *other == name).expect("a case of this name").1.call
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().map(|(name, round)| (*name, round.call))
    }

    /// How many threads ran at once in the rounds that were taken, of the case with the fewest.
    pub fn at_once(&self) -> f64 {
        self.0.iter().map(|(_, round)| round.at_once).fold(f64::MAX, f64::min)
    }
}

const ROUNDS: usize = 150;
/// How many of several threads must count, and how long they are waited for.
const ROUNDS_AT_ONCE: usize = 25;
const PATIENCE: Duration = Duration::from_secs(45);
/// Of one case. Much shorter than the slice of a core that the system gives at a time: threads that begin at once also
/// run at once.
const NANOSECONDS: f64 = 500_000.0;
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
    let calls: Vec<u64> = cases
        .iter()
        .map(|case| {
            let once = (0..3).map(|_| time(case, threads, WARM_UP).call).fold(f64::MAX, f64::min);
            (NANOSECONDS / once).max(20.0) as u64
        })
        .collect();
    let (mut rounds, start) = (vec![Vec::with_capacity(ROUNDS); cases.len()], Instant::now());
    loop {
        let mut goes_on = false;
        for ((case, calls), rounds) in cases.iter().zip(&calls).zip(&mut rounds) {
            if is_enough(threads, rounds, start.elapsed()) {
                continue;
            }
            goes_on = true;
            rounds.push(time(case, threads, *calls));
            (case.between)();
        }
        if !goes_on {
            break;
        }
    }
    let figures = rounds.into_iter().map(|rounds| figure(threads, rounds));
    Figures(cases.iter().map(|case| case.name).zip(figures).collect())
}

fn is_enough(threads: usize, rounds: &[Round], elapsed: Duration) -> bool {
    if threads == 1 {
        return rounds.len() >= ROUNDS;
    }
    let at_once = rounds.iter().filter(|round| round.is_at_once(threads)).count();
    at_once >= ROUNDS_AT_ONCE || (elapsed > PATIENCE && rounds.len() >= ROUNDS_AT_ONCE)
}

impl Round {
    #[allow(clippy::cast_precision_loss)] // few threads
    fn is_at_once(&self, threads: usize) -> bool {
        threads == 1 || self.at_once >= 0.9 * threads.min(cores()) as f64
    }
}

fn figure(threads: usize, mut rounds: Vec<Round>) -> Round {
    rounds.sort_by(|a, b| b.at_once.total_cmp(&a.at_once));
    // Where they never ran at once, at least the best of them.
    let at_once = rounds.iter().filter(|round| round.is_at_once(threads)).count();
    rounds.truncate(at_once.max(5));
    let at_once = rounds.last().map_or(0.0, |round| round.at_once);
    rounds.sort_by(|a, b| a.call.total_cmp(&b.call));
    Round { call: rounds[rounds.len() / 4].call, at_once }
}

#[allow(clippy::cast_precision_loss)] // of times
fn time(case: &Case<'_>, threads: usize, calls: u64) -> Round {
    let waiting = AtomicUsize::new(threads);
    let one = || {
        // What the other cases and programs have pushed out of the caches comes back.
        (case.run)(WARM_UP);
        waiting.fetch_sub(1, SeqCst);
        while waiting.load(SeqCst) > 0 {
            // A thread keeps its core until the other has one too; where there are more of them, they have to get there.
            if threads > cores() { thread::yield_now() } else { spin_loop() }
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

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Nanoseconds that the calling thread has run.
#[allow(clippy::cast_precision_loss)] // of times
pub fn time_on_core() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
