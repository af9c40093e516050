//! Lays out the buckets of a histogram within a series.

use std::ops::Range;

/// The position of a histogram's cells: one for each upper bound, one for what is above all of them, and the sum.
#[derive(Debug, Clone)]
pub(crate) struct HistogramLayout {
    pub(crate) start: usize,
    /// The upper bounds in rising order, in the unit of the cells (nanoseconds, or things counted): the highest amounts that are not
    /// above those of the configuration.
    pub(crate) bounds: Box<[u64]>,
    /// The upper bounds as they were configured, in the family's unit.
    pub(crate) shown_bounds: Box<[f64]>,
    /// How many of the cells' unit make one of the family's unit: 1e9 for seconds.
    scale: f64,
    /// The part of each bucket's line that follows `le="`, such as `0.5"} ` and at last `+Inf"} `. It is kept ready because a
    /// scrape writes it once for every series.
    pub(crate) line_ends: Box<[Box<str>]>,
    /// The same in OpenMetrics, where a bound always has a decimal point.
    pub(crate) open_metrics_line_ends: Box<[Box<str>]>,
}

impl HistogramLayout {
    pub(super) fn new(start: usize, bounds: &[f64], scale: f64) -> Self {
        let line_ends = |write: fn(f64) -> String| {
            let infinity = std::iter::once("+Inf\"} ".into());
            bounds.iter().map(|bound| write(*bound).into()).chain(infinity).collect()
        };
        Self {
            start,
            bounds: bounds.iter().map(|bound| highest_within(*bound, scale)).collect(),
            shown_bounds: bounds.into(),
            scale,
            line_ends: line_ends(|bound| format!("{bound}\"}} ")),
            open_metrics_line_ends: line_ends(|bound| format!("{bound:?}\"}} ")),
        }
    }

    /// The index of the cell that counts a value: its bound is the first that is not below the value.
    #[inline]
    pub(super) fn bucket_cell(&self, value: u64) -> usize {
        self.start.wrapping_add(self.bounds.iter().position(|bound| value <= *bound).unwrap_or(self.bounds.len()))
    }

    /// How many cells count values: one for each bound, and one for what is above.
    pub(crate) fn buckets(&self) -> usize {
        self.bounds.len().wrapping_add(1)
    }

    /// The index of the cell that holds the sum of all values.
    #[inline]
    pub(super) fn sum_cell(&self) -> usize {
        self.start.wrapping_add(self.buckets())
    }

    /// The cells that count values.
    pub(crate) fn cells(&self) -> Range<usize> {
        self.start..self.sum_cell()
    }

    /// The index after the last cell.
    pub(crate) fn end(&self) -> usize {
        self.sum_cell().wrapping_add(1)
    }

    /// A sum of values, in the family's unit.
    pub(crate) fn in_units(&self, sum: u128) -> f64 {
        in_units(sum, self.scale)
    }
}

#[allow(clippy::cast_precision_loss)] // the exposition format has floats only
fn in_units(amount: u128, scale: f64) -> f64 {
    amount as f64 / scale
}

/// The highest amount that is not above a bound: 2 results for 2.5, and 290,000,000 ns for 0.29 s, though 0.29 × 10⁹ is a little less.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the configuration has refused such bounds
fn highest_within(bound: f64, scale: f64) -> u64 {
    let nearest = (bound * scale).round() as u64;
    if in_units(nearest.into(), scale) > bound { nearest.saturating_sub(1) } else { nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_in_the_first_bucket_whose_bound_is_not_below_it() {
        let results = HistogramLayout::new(0, &[0.5, 2.5, 3.0], 1.0);
        assert_eq!([0, 1, 2, 3, 4].map(|found| results.bucket_cell(found)), [0, 1, 1, 2, 3]);
        assert_eq!(*results.shown_bounds, [0.5, 2.5, 3.0]);
        let seconds = HistogramLayout::new(0, &[0.29, 0.3, 1.1], 1e9);
        let values = [290_000_000, 290_000_001, 300_000_000, 300_000_001, 1_100_000_000, 1_100_000_001];
        assert_eq!(values.map(|value| seconds.bucket_cell(value)), [0, 1, 1, 2, 2, 3]);
        for milliseconds in 1..100_000_u32 {
            assert_eq!(highest_within(f64::from(milliseconds) / 1e3, 1e9), u64::from(milliseconds) * 1_000_000);
        }
    }
}
