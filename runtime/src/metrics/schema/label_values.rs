//! Declares the labels whose values are a closed set, such as `direction` and `outcome`; each value has a cell of its own.

use super::cell::{CellId, LabelValues};
use crate::{ErrorType, FinishReason};

macro_rules! label_values {
    ($($(#[$doc:meta])* $name:ident: $label:literal { $($variant:ident = $value:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name {
            $($variant,)+
        }

        impl LabelValues for $name {
            const LABEL: &'static str = $label;
            const VALUES: &'static [&'static str] = &[$($value),+];
        }

        impl $name {
            #[allow(dead_code)] // some sets are only iterated, some only indexed
            pub(crate) const ALL: [Self; <Self as LabelValues>::VALUES.len()] = [$(Self::$variant),+];
        }

        impl CellId<$name> {
            /// The cell of one value.
            #[allow(dead_code)] // not every set of values has cells in a series
            #[inline]
            pub(crate) const fn of(self, value: $name) -> CellId {
                self.nth(value as usize)
            }
        }
    )+};
}

label_values! {
    /// The direction of a token; directions do not overlap.
    Direction: "direction" {
        Input = "input",
        CachedInput = "cached_input",
        CacheWrite = "cache_write",
        Output = "output",
    }

    /// How a call, an attempt or a process ended.
    Outcome: "outcome" {
        Ok = "ok",
        Error = "error",
        Cancelled = "cancelled",
        Panicked = "panicked",
    }

    /// Why a cost is incomplete: what the call used that has no price.
    IncompleteReason: "reason" {
        InputPrice = "input_price",
        CachedInputPrice = "cached_input_price",
        CacheWritePrice = "cache_write_price",
        OutputPrice = "output_price",
        AudioPrice = "audio_price",
        ImagePrice = "image_price",
        WebSearchPrice = "web_search_price",
        ServiceTier = "service_tier",
    }

    /// The attribute that made a record.
    AttributeKind: "attribute" {
        LlmMetered = "llm_metered",
        ProcessMetric = "process_metric",
        MemoryOp = "memory_op",
        ToolCall = "tool_call",
    }
}

impl LabelValues for FinishReason {
    const LABEL: &'static str = "reason";
    const VALUES: &'static [&'static str] = &[
        Self::Stop.as_str(),
        Self::Length.as_str(),
        Self::ToolCalls.as_str(),
        Self::ContentFilter.as_str(),
        Self::Other.as_str(),
    ];
}

impl CellId<FinishReason> {
    /// The cell of one reason.
    #[inline]
    pub(crate) const fn of(self, reason: FinishReason) -> CellId {
        self.nth(reason as usize)
    }
}

impl Outcome {
    /// The outcome of what failed with this type of error, or succeeded.
    #[inline]
    pub(crate) fn of(failed: Option<ErrorType>) -> Self {
        match failed {
            None => Self::Ok,
            Some(ErrorType::Cancelled) => Self::Cancelled,
            Some(ErrorType::Panic) => Self::Panicked,
            Some(_) => Self::Error,
        }
    }
}
