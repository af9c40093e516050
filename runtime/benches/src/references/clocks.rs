//! Two readings of a clock, and nothing else.

use std::{hint::black_box, sync::LazyLock, time::Instant};

pub static COUNTER: LazyLock<quanta::Clock> = LazyLock::new(quanta::Clock::new);

#[inline(never)]
pub fn system() {
    let start = Instant::now();
    black_box(start.elapsed());
}

/// The processor's counter.
#[inline(never)]
pub fn counter() {
    let clock = &*COUNTER;
    let start = clock.raw();
    black_box(clock.delta_as_nanos(start, clock.raw()));
}
