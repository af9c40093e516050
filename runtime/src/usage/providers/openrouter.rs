//! OpenRouter tells what it charged.

use super::fields::{Object, object};
use serde_json::Value;

/// In dollars. With a key of one's own (`is_byok`) that is only OpenRouter's fee: what the provider charges is told beside
/// it. Otherwise it is told beside it as well, but is what the charge consists of.
pub(super) fn cost(usage: &Object) -> Option<f64> {
    let charged = usage.get("cost")?.as_f64()?;
    let own_key = usage.get("is_byok").and_then(Value::as_bool).unwrap_or(false);
    let upstream = object(usage, "cost_details").and_then(|details| details.get("upstream_inference_cost")?.as_f64());
    Some(charged + upstream.filter(|_| own_key).unwrap_or(0.0))
}
