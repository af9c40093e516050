//! Parses the names of LiteLLM's price fields: `input_cost_per_token_above_200k_tokens_flex` is the price of input, above
//! 200,000 tokens, served as flex.

use crate::ServiceTier;
use serde_json::Value;

/// A unit that has a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Input,
    CachedInput,
    CacheWrite,
    OneHourWrite,
    Output,
    Reasoning,
    InputAudio,
    CachedAudio,
    OutputAudio,
    InputImage,
    OutputImage,
    Request,
}

/// The start of a field's name and the unit that it prices; a name comes after longer ones that start with it.
const UNITS: [(&str, Unit); 12] = [
    ("input_cost_per_token", Unit::Input),
    ("cache_read_input_token_cost", Unit::CachedInput),
    ("cache_creation_input_token_cost_above_1hr", Unit::OneHourWrite),
    ("cache_creation_input_token_cost", Unit::CacheWrite),
    ("output_cost_per_token", Unit::Output),
    ("output_cost_per_reasoning_token", Unit::Reasoning),
    ("input_cost_per_audio_token", Unit::InputAudio),
    ("cache_read_input_audio_token_cost", Unit::CachedAudio),
    ("output_cost_per_audio_token", Unit::OutputAudio),
    ("input_cost_per_image_token", Unit::InputImage),
    ("output_cost_per_image_token", Unit::OutputImage),
    ("input_cost_per_request", Unit::Request),
];

const TIERS: [(&str, ServiceTier); 3] =
    [("_flex", ServiceTier::Flex), ("_priority", ServiceTier::Priority), ("_batches", ServiceTier::Batch)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) unit: Unit,
    pub(super) tier: ServiceTier,
    /// The price applies above so many input tokens.
    pub(super) above: u64,
}

/// Parses the name of a field; `None` if it is no price, or one of another kind.
pub(super) fn field(name: &str) -> Option<Field> {
    let (mut rest, unit) = UNITS.iter().find_map(|(start, unit)| Some((name.strip_prefix(start)?, *unit)))?;
    let mut field = Field { unit, tier: ServiceTier::Standard, above: 0 };
    while !rest.is_empty() {
        if let Some((after, tier)) = TIERS.iter().find_map(|(start, tier)| Some((rest.strip_prefix(start)?, *tier))) {
            (rest, field.tier) = (after, tier);
        } else {
            let (size, after) = rest.strip_prefix("_above_")?.split_once("_tokens")?;
            let (number, unit) = size.strip_suffix('k').map_or((size, 1), |thousands| (thousands, 1_000));
            (rest, field.above) = (after, number.parse::<u64>().ok()?.checked_mul(unit)?);
        }
    }
    Some(field)
}

/// A price in dollars; `None` for what can be no price.
pub(super) fn price(value: &Value) -> Option<f64> {
    value.as_f64().filter(|dollars| dollars.is_finite() && *dollars >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (name, expected) in [
            ("input_cost_per_token", Some((Unit::Input, ServiceTier::Standard, 0))),
            ("output_cost_per_token_batches", Some((Unit::Output, ServiceTier::Batch, 0))),
            ("input_cost_per_token_above_272k_tokens_flex", Some((Unit::Input, ServiceTier::Flex, 272_000))),
            ("input_cost_per_token_priority_above_200k_tokens", Some((Unit::Input, ServiceTier::Priority, 200_000))),
            ("input_cost_per_token_above_128000_tokens", Some((Unit::Input, ServiceTier::Standard, 128_000))),
            ("input_cost_per_token_above_128001k_tokens_flex", Some((Unit::Input, ServiceTier::Flex, 128_001_000))),
            ("input_cost_per_token_above_k_tokens", None),
            ("input_cost_per_token_above_many_tokens", None),
            ("cache_creation_input_token_cost_above_1hr", Some((Unit::OneHourWrite, ServiceTier::Standard, 0))),
            (
                "cache_creation_input_token_cost_above_1hr_above_200k_tokens",
                Some((Unit::OneHourWrite, ServiceTier::Standard, 200_000)),
            ),
            (
                "cache_creation_input_token_cost_above_200k_tokens",
                Some((Unit::CacheWrite, ServiceTier::Standard, 200_000)),
            ),
            ("cache_creation_input_token_cost_above_12hr", None),
            ("input_cost_per_token_cache_hit", None),
            ("input_cost_per_token_ultrafast", None),
            ("output_cost_per_image", None),
            ("max_tokens", None),
        ] {
            let field = field(name).map(|field| (field.unit, field.tier, field.above));
            assert_eq!(field, expected, "{name}");
        }
    }
}
