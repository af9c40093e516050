//! Runs a shape and looks at what was recorded.

use agent_metrics::{ENABLED, testing::Recorder};
use std::{cell::RefCell, future::Future, rc::Rc, time::Duration};

/// How long a body takes, in seconds.
const BODY: f64 = 0.02;

/// The crate under another path.
pub use agent_metrics;

/// The body of an asynchronous shape.
pub async fn body() {
    tokio::time::sleep(Duration::from_secs_f64(BODY)).await;
}

/// A body that is `Sync`, and yields the value.
pub async fn syncs(value: u8) -> u8 {
    body().await;
    value
}

/// The body of a synchronous shape.
pub fn sync_body() {
    std::thread::sleep(Duration::from_secs_f64(BODY));
}

/// One record of the family, from the call to the end of the body; without a family, none of anything.
fn assert_timed(recorder: &Recorder, family: &str) {
    if ENABLED {
        let recorded = recorder.render();
        if family.is_empty() {
            // The one gauge that is about the program: it shows as soon as the price book is loaded.
            let is_recorded = |line: &&str| !line.starts_with('#') && !line.contains("_price_book_age_seconds");
            let counted: Vec<_> = recorded.lines().filter(is_recorded).filter(|line| !line.ends_with(" 0")).collect();
            return assert!(counted.is_empty(), "{counted:?}");
        }
        assert_eq!(recorder.histogram_count(family, &[]), 1, "{recorded}");
        assert!(recorder.histogram_sum(family, &[]) >= BODY * 0.75, "the body was not timed to its end: {recorded}");
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", "cancelled")]), 0.0, "{recorded}");
        assert_eq!(recorder.counter("processes_total", &[("outcome", "cancelled")]), 0.0, "{recorded}");
    }
}

/// Makes and awaits the future of a shape: it must be metered once, for as long as its body takes.
pub async fn timed<F: Future>(family: &str, make: impl FnOnce() -> F) -> F::Output {
    let recorder = Recorder::new();
    let output = recorder.scope(async { make().await }).await;
    assert_timed(&recorder, family);
    output
}

/// The same for a synchronous shape.
pub fn timed_sync<R>(family: &str, call: impl FnOnce() -> R) -> R {
    let recorder = Recorder::new();
    let value = recorder.scope_sync(call);
    assert_timed(&recorder, family);
    value
}

/// Says its name when it is dropped.
#[derive(Clone)]
pub struct Logged(pub &'static str, pub Log);

/// What was dropped, in order.
pub type Log = Rc<RefCell<Vec<&'static str>>>;

impl Drop for Logged {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}
