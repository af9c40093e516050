//! Describes the families about the crate itself, which are not read from series.

use super::{cell::LabelValues, label_values::AttributeKind};

/// A family about the crate itself, with at most one label.
#[derive(Debug)]
pub(crate) struct SelfFamily {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) label: Option<&'static str>,
}

pub(crate) const MISSING_CONTEXT: SelfFamily = SelfFamily {
    name: "missing_context_total",
    help: "Records made without a known agent, by the attribute that made them.",
    label: Some(AttributeKind::LABEL),
};

pub(crate) const SERIES_OVERFLOW: SelfFamily = SelfFamily {
    name: "series_overflow_total",
    help: "Records that went to the series `_overflow`, because the family has reached the series cap.",
    label: Some("metric"),
};

pub(crate) const LABEL_TRUNCATED: SelfFamily = SelfFamily {
    name: "label_truncated_total",
    help: "Label values that were longer than the limit, and were cut where a record was made.",
    label: Some("metric"),
};

pub(crate) const INVALID_VALUES: SelfFamily = SelfFamily {
    name: "invalid_values_total",
    help: "Invalid numbers (negative, not a number, contradictory) that were dropped or clamped.",
    label: Some("metric"),
};

pub(crate) const COLLECTOR_ERRORS: SelfFamily = SelfFamily {
    name: "collector_errors_total",
    help: "Scrapes that a collector of the program is missing from, because it panicked, took too long or gave what can't be shown.",
    label: Some("collector"),
};

pub(crate) const PRICE_BOOK_AGE: SelfFamily = SelfFamily {
    name: "price_book_age_seconds",
    help: "Age of the active prices: since their file was modified, or since the newest price that was compiled in.",
    label: None,
};

pub(crate) const ALL: [SelfFamily; 6] =
    [MISSING_CONTEXT, SERIES_OVERFLOW, LABEL_TRUNCATED, INVALID_VALUES, COLLECTOR_ERRORS, PRICE_BOOK_AGE];
