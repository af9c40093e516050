//! Lays out the buckets of a histogram within a series.

use std::ops::Range;

/// The position of a histogram's cells: one for each upper bound, one for what is above all of them, and the sum.
#[derive(Debug, Clone)]
pub(crate) struct HistogramLayout {
    pub(crate) start: usize,
    /// The upper bounds in rising order, in the unit of the cells (nanoseconds, or things counted).
    pub(crate) bounds: Box<[u64]>,
    /// How many of the cells' unit make one of the family's unit: 1e9 for seconds.
    scale: f64,
    /// The part of each bucket's line that follows `le="`, such as `0.5"} ` and at last `+Inf"} `. It is kept ready because a
    /// scrape writes it once for every series.
    pub(crate) line_ends: Box<[Box<str>]>,
    /// The same in OpenMetrics, where a bound always has a decimal point.
    pub(crate) open_metrics_line_ends: Box<[Box<str>]>,
}

impl HistogramLayout {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the configuration has refused such bounds
    pub(super) fn new(start: usize, bounds: &[f64], scale: f64) -> Self {
        let line_ends = |write: fn(f64) -> String| {
            let infinity = std::iter::once("+Inf\"} ".into());
            bounds.iter().map(|bound| write(*bound).into()).chain(infinity).collect()
        };
        Self {
            start,
            bounds: bounds.iter().map(|bound| (bound * scale).round() as u64).collect(),
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
    #[allow(clippy::cast_precision_loss)] // the exposition format has floats only
    pub(crate) fn in_units(&self, sum: u128) -> f64 {
        sum as f64 / self.scale
    }
}
