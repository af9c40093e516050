//! Reads the cost that OpenRouter reports.

use super::fields::{Object, object};
use serde_json::Value;

/// The cost in dollars. With the user's own key (`is_byok`) `cost` is only OpenRouter's fee, and the provider's charge is
/// beside it; otherwise that charge is a part of `cost`.
pub(super) fn cost(usage: &Object) -> Option<f64> {
    let charged = usage.get("cost")?.as_f64()?;
    let own_key = usage.get("is_byok").and_then(Value::as_bool).unwrap_or(false);
    let upstream = object(usage, "cost_details").and_then(|details| details.get("upstream_inference_cost")?.as_f64());
    Some(charged + upstream.filter(|_| own_key).unwrap_or(0.0))
}
