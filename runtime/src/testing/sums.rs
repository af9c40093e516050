//! Holds the sums of the series of a recorder that match.

/// Sums over series; all zero with the feature `registry` off.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// The sum of counters and gauges.
    pub(super) number: f64,
    /// The number of observations.
    pub(super) count: u64,
    /// The sum of the observations, in the unit of the family.
    pub(super) sum: f64,
    pub(super) series: usize,
}
