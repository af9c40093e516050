//! One line of the comparison: a number from the metrics and one from the server.

use crate::screen::with_commas;
use std::fmt;

/// Half of the last digit with which a cost is printed.
const SAME_DOLLARS: f64 = 5e-10;

pub(super) struct Row {
    name: &'static str,
    metrics: f64,
    server: f64,
    dollars: bool,
}

impl Row {
    #[allow(clippy::cast_precision_loss)] // a scrape shows floats, and counts here are small
    pub(super) fn count(name: &'static str, metrics: f64, server: u64) -> Self {
        Self { name, metrics, server: server as f64, dollars: false }
    }

    pub(super) fn dollars(name: &'static str, metrics: f64, server: f64) -> Self {
        Self { name, metrics, server, dollars: true }
    }

    pub(super) fn agrees(&self) -> bool {
        (self.metrics - self.server).abs() < SAME_DOLLARS
    }

    fn text(&self, number: f64) -> String {
        if self.dollars { format!("${number:.9}") } else { with_commas(whole(number)) }
    }
}

/// Converts a count that was read from a scrape.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts are whole and not below zero
pub(super) fn whole(number: f64) -> u64 {
    number as u64
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.agrees() { "✓" } else { "✗" };
        write!(f, "{:<28}{:>16}{:>20} {sign}", self.name, self.text(self.metrics), self.text(self.server))
    }
}
