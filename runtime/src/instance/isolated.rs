//! Gathers foreign families on a thread of their own, so that a panic or a delay hides them alone.

use crate::pricing::catch_panic;
use parking_lot::{Condvar, Mutex};
use prometheus::proto::MetricFamily;
use std::{
    fmt, process,
    sync::{Arc, mpsc},
    thread,
    time::Instant,
};

type Gather = dyn Fn() -> Vec<MetricFamily> + Send + Sync;

/// Foreign code that gathers families. At most one thread is in it: while that hangs, it is skipped.
#[derive(Clone)]
pub(super) struct Isolated(Arc<Inner>);

struct Inner {
    gather: Box<Gather>,
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    /// The process in which a thread gathers now. A child that was forked meanwhile does not have that thread.
    gathers_in: Option<u32>,
    /// Somebody has waited for the thread in vain.
    late: bool,
}

impl State {
    fn gathers(&self) -> bool {
        self.gathers_in == Some(process::id())
    }
}

impl Isolated {
    pub(super) fn new(gather: impl Fn() -> Vec<MetricFamily> + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { gather: Box::new(gather), state: Mutex::default(), ended: Condvar::new() }))
    }

    /// What it gathers; `None` if it panics, is not done until the deadline, or was not before and still is not.
    pub(super) fn gather(&self, deadline: Instant) -> Option<Vec<MetricFamily>> {
        let Self(inner) = self;
        let mut state = inner.state.lock();
        // Somebody else gathers.
        while state.gathers() && !state.late {
            state.late = inner.ended.wait_until(&mut state, deadline).timed_out() && state.gathers();
        }
        if state.gathers() {
            return None;
        }
        *state = State { gathers_in: Some(process::id()), late: false };
        drop(state);

        let (sender, gathered) = mpsc::channel();
        let run = {
            let inner = Arc::clone(inner);
            move || {
                let families = catch_panic(&inner.gather);
                inner.state.lock().gathers_in = None;
                inner.ended.notify_all();
                let _ = sender.send(families);
            }
        };
        let thread = thread::Builder::new().name("agent-metrics-collector".to_owned());
        if let Err(error) = thread.spawn(run) {
            drop(error);
            // Without a thread nothing bounds its time.
            inner.state.lock().gathers_in = None;
            inner.ended.notify_all();
            return None;
        }
        let families = gathered.recv_timeout(deadline.saturating_duration_since(Instant::now()));
        if families.is_err() {
            let mut state = inner.state.lock();
            state.late = state.gathers();
        }
        families.ok().flatten()
    }
}

impl fmt::Debug for Isolated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Isolated").finish_non_exhaustive()
    }
}
