//! DeepSeek: `prompt_tokens` is the sum of the hits and the misses of the cache.

use super::fields::{Field, Object, count};

pub(super) fn cached(usage: &Object) -> Field<'_> {
    count(usage, "prompt_cache_hit_tokens")
}
