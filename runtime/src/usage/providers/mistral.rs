//! Mistral: older answers tell the cached tokens beside the details, or in details of another spelling.

use super::fields::{Field, Object, count, count_in};

pub(super) fn cached(usage: &Object) -> Field<'_> {
    count(usage, "num_cached_tokens").or(count_in(usage, "prompt_token_details", "cached_tokens"))
}
