//! Loads a value once, on a thread of its own, and then runs the actions that were deferred until it is there.

use crate::fork::{OncePerProcess, Start};
use once_cell::sync::OnceCell;
use parking_lot::{Condvar, Mutex};
use std::{
    cell::Cell,
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

/// The time that the load has in a forked child. It may wait for ever there: for a lock of the library that decodes the prices, held by
/// a thread that only the parent has.
const LIMIT_IN_CHILD: Duration = Duration::from_secs(5);

pub(super) type PendingAction = Box<dyn FnOnce() + Send>;

pub(super) struct Loading<T> {
    load: fn() -> T,
    started: OncePerProcess,
    /// `None` if loading it panicked, or a child could not: there will never be a value.
    loaded: OnceCell<Option<T>>,
    waiting: Mutex<VecDeque<PendingAction>>,
    /// The value is loaded and all that waited has run; from now on nothing waits. It is set while `waiting` is locked.
    over: AtomicBool,
    drained: Condvar,
}

/// How far the loading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loaded<T> {
    NotYet,
    /// The value can't be loaded.
    Never,
    Is(T),
}

thread_local! {
    /// This thread runs the queue: it must not wait for itself.
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

impl<T: Send + Sync + 'static> Loading<T> {
    pub(super) const fn new(load: fn() -> T) -> Self {
        Self {
            load,
            started: OncePerProcess::new(),
            loaded: OnceCell::new(),
            waiting: Mutex::new(VecDeque::new()),
            over: AtomicBool::new(false),
            drained: Condvar::new(),
        }
    }

    pub(super) fn get(&self) -> Loaded<&T> {
        match self.loaded.get() {
            None => Loaded::NotYet,
            Some(None) => Loaded::Never,
            Some(Some(loaded)) => Loaded::Is(loaded),
        }
    }

    /// Starts the load, once in each process: on a thread of its own, or on this one if no thread can be started.
    pub(super) fn start_in_background(&'static self) {
        let Some(start) = self.claim() else { return };
        let thread = thread::Builder::new().name("agent-metrics-prices".to_owned());
        if thread.spawn(move || self.run(start)).is_err() {
            self.run(start);
        }
    }

    /// Starts the load, once, on this thread.
    pub(super) fn start_here(&self) {
        if let Some(start) = self.claim() {
            self.run(start);
        }
    }

    fn claim(&self) -> Option<Start> {
        // The plain load comes first because many threads come here often: it does not take the cache line from the others.
        if self.over.load(Relaxed) { None } else { self.started.claim() }
    }

    /// Runs `action` when the value is loaded: now, or later on the thread that loads it. Each runs once, in order.
    pub(super) fn run_when_ready(&self, action: PendingAction) {
        let mut waiting = self.waiting.lock();
        if self.over.load(Relaxed) {
            drop(waiting);
            catch_panic(action);
        } else {
            waiting.push_back(action);
        }
    }

    /// Blocks until the value is loaded and the queue has run.
    pub(super) fn wait(&self) {
        if RUNNING.get() {
            return;
        }
        self.drained.wait_while(&mut self.waiting.lock(), |_| !self.over.load(Relaxed));
    }

    /// As [`wait`](Self::wait) if the load was started; else there is nothing to wait for. In a forked child it is started again.
    pub(super) fn wait_if_started(&'static self) {
        if self.started.was_claimed() {
            self.start_in_background();
            self.wait();
        }
    }

    fn run(&self, start: Start) {
        // The parent may have loaded it before the fork.
        if self.loaded.get().is_none() {
            let _ = self.loaded.set(match start {
                Start::First => catch_panic(self.load),
                Start::InChild => load_in_child(self.load),
            });
        }
        RUNNING.set(true);
        loop {
            let mut waiting = self.waiting.lock();
            let Some(action) = waiting.pop_front() else {
                self.over.store(true, Relaxed);
                break;
            };
            // The lock is released first: the action may add more.
            drop(waiting);
            catch_panic(action);
        }
        RUNNING.set(false);
        self.drained.notify_all();
    }
}

fn load_in_child<T: Send + 'static>(load: fn() -> T) -> Option<T> {
    let (sender, loaded) = mpsc::channel();
    let thread = thread::Builder::new().name("agent-metrics-prices".to_owned());
    thread.spawn(move || sender.send(catch_panic(load))).ok()?;
    loaded.recv_timeout(LIMIT_IN_CHILD).ok().flatten()
}

/// Runs foreign code: a panic in it must not reach the user's function.
pub(crate) fn catch_panic<R>(action: impl FnOnce() -> R) -> Option<R> {
    // The payload is leaked because its destructor may panic, too.
    catch_unwind(AssertUnwindSafe(action)).map_err(std::mem::forget).ok()
}

impl<T> fmt::Debug for Loading<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loading").field("loaded", &self.loaded.get().is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::{Arc, atomic::AtomicUsize, mpsc},
        thread::ThreadId,
    };

    fn leak<T: Send + Sync>(load: fn() -> T) -> &'static Loading<T> {
        Box::leak(Box::new(Loading::new(load)))
    }

    #[test]
    fn loads_once_and_off_the_callers_thread() {
        static LOADS: AtomicUsize = AtomicUsize::new(0);
        let loading = leak(|| {
            LOADS.fetch_add(1, Relaxed);
            (thread::current().id(), thread::current().name().map(str::to_owned))
        });
        let threads: Vec<_> = (0..8).map(|_| thread::spawn(|| loading.start_in_background())).collect();
        for thread in threads {
            thread.join().expect("no panic");
        }
        loading.wait();
        loading.start_here();
        let Loaded::Is((id, name)): Loaded<&(ThreadId, _)> = loading.get() else { panic!("it is loaded") };
        assert_ne!(*id, thread::current().id());
        assert_eq!(name.as_deref(), Some("agent-metrics-prices"));
        assert_eq!(LOADS.load(Relaxed), 1);
    }

    #[test]
    fn a_panic_while_loading_is_contained() {
        let loading = leak(|| -> u8 { panic!("the catalog is broken (this panic is part of a test)") });
        loading.start_in_background();
        loading.wait();
        assert_eq!(loading.get(), Loaded::Never);
    }

    /// As after a fork: started by a process that is not this one.
    fn leak_in_child<T: Send + Sync>(load: fn() -> T) -> &'static Loading<T> {
        Box::leak(Box::new(Loading { started: OncePerProcess::claimed_by_a_parent(), ..Loading::new(load) }))
    }

    #[test]
    fn a_child_starts_the_load_again() {
        let loading = leak_in_child(|| 7);
        let ran = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&ran);
        loading.run_when_ready(Box::new(move || {
            count.fetch_add(1, Relaxed);
        }));
        loading.wait_if_started();
        assert_eq!((loading.get(), ran.load(Relaxed)), (Loaded::Is(&7), 1));
    }

    #[test]
    fn a_child_does_not_wait_for_a_lock_that_nobody_holds() {
        let loading = leak_in_child(|| thread::sleep(Duration::from_secs(1_000_000)));
        let ran = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&ran);
        loading.run_when_ready(Box::new(move || {
            count.fetch_add(1, Relaxed);
        }));
        loading.wait_if_started(); // or the test hangs
        assert_eq!((loading.get(), ran.load(Relaxed)), (Loaded::Never, 1));
    }

    #[test]
    fn what_waits_runs_once_in_order_and_a_panic_stops_nothing() {
        let loading = leak(|| ());
        let (sender, receiver) = mpsc::channel();
        for number in 0..5 {
            let sender = sender.clone();
            loading.run_when_ready(Box::new(move || {
                sender.send(number).expect("the receiver lives");
                assert_ne!(number, 2, "this panic is part of a test");
                let again = sender.clone();
                loading.run_when_ready(Box::new(move || again.send(number + 10).expect("the receiver lives")));
                loading.wait(); // not for itself
            }));
        }
        assert!(receiver.try_recv().is_err(), "nothing runs before");
        loading.start_in_background();
        loading.wait();
        let seen: Vec<i32> = receiver.try_iter().collect();
        assert_eq!(seen, [0, 1, 2, 3, 4, 10, 11, 13, 14]);
        let ran = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&ran);
        loading.run_when_ready(Box::new(move || {
            count.fetch_add(1, Relaxed);
        }));
        assert_eq!(ran.load(Relaxed), 1, "at once, once it is loaded");
    }
}
