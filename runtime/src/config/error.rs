//! Defines the errors with which a configuration is refused.

use std::fmt;

/// Why [`init`](crate::init) refused a configuration.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum InitError {
    /// `init` was called before, or something was recorded (or served) before it: the defaults hold already.
    AlreadyInitialised,
    /// The prefix can't start a metric's name.
    #[non_exhaustive]
    Prefix {
        /// The prefix.
        prefix: String,
    },
    /// Buckets are given for a family that has none.
    #[non_exhaustive]
    NoSuchHistogram {
        /// The name as it was given.
        family: String,
        /// The histogram whose name is nearest.
        nearest: &'static str,
    },
    /// The bounds of a family's buckets are not finite, are below zero, are not in rising order, or are missing.
    #[non_exhaustive]
    Buckets {
        /// The family.
        family: String,
    },
    /// A constant label has a name that Prometheus doesn't allow, or that a family has already.
    #[non_exhaustive]
    ConstantLabel {
        /// The label.
        name: String,
    },
    /// A price is negative, infinite or not a number.
    #[non_exhaustive]
    Price {
        /// The model of the entry, or `fallback_price`.
        model: String,
        /// Which of its numbers.
        field: &'static str,
        /// The number.
        value: f64,
    },
    /// The cap on label sets is zero.
    SeriesCap,
    /// The limit of the length of label values is too low for the names of models.
    LabelValueLengthLimit,
    /// A collector that was registered before has the name of a family, which the prefix makes.
    #[non_exhaustive]
    NameTaken {
        /// The name of the collector.
        name: String,
    },
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyInitialised => f.write_str(
                "agent-metrics is set up already: call `init` once, at the start of `main`, before anything is metered or served",
            ),
            Self::Prefix { prefix } => write!(
                f,
                "the prefix `{prefix}` can't start a metric's name: use letters, digits (not first), `_` and `:`"
            ),
            Self::NoSuchHistogram { family, nearest } => {
                write!(f, "there is no histogram `{family}` to set buckets of; the nearest name is `{nearest}`")
            }
            Self::Buckets { family } => {
                write!(f, "the buckets of `{family}` must be finite numbers not below zero, in rising order, one at least")
            }
            Self::ConstantLabel { name } => write!(
                f,
                "the constant label `{name}` can't be used: its name is not allowed by Prometheus, or a metric has it already"
            ),
            Self::Price { model, field, value } => {
                write!(f, "the price of `{model}` can't be used: `{field}` is {value}, expected US dollars per million tokens")
            }
            Self::NameTaken { name } => {
                write!(f, "the collector `{name}` is registered already, and is a family of agent-metrics with this prefix")
            }
            Self::SeriesCap => f.write_str("`series_cap` is 0: at least one label set must be allowed"),
            Self::LabelValueLengthLimit => f.write_str(
                "`label_value_length_limit` is below 128 bytes: names of models would be cut, and lose their price",
            ),
        }
    }
}

impl std::error::Error for InitError {}
