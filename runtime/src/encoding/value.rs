//! Reads the number of a counter or a gauge of the `prometheus` crate, whichever features of it the program turns on.

use prometheus::proto::{Counter, Gauge};

/// With its feature `protobuf`, which is on by default, the `prometheus` crate has the method `value` alone, and without it
/// `get_value` alone: a type's own method goes before that of a trait, so each mode takes what it lacks from here.
#[allow(dead_code)] // in each mode one of them is the type's own
pub(super) trait Value {
    fn value(&self) -> f64;
    fn get_value(&self) -> f64;
}

impl Value for Counter {
    fn value(&self) -> f64 {
        self.get_value()
    }

    fn get_value(&self) -> f64 {
        self.value()
    }
}

impl Value for Gauge {
    fn value(&self) -> f64 {
        self.get_value()
    }

    fn get_value(&self) -> f64 {
        self.value()
    }
}
