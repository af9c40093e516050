//! Caches prompt beginnings by the rules of `OpenAI`: from 1,024 tokens on, in steps of 128, until five minutes without use.

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher as _},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tiktoken_rs::Rank;

const MIN_LENGTH: usize = 1_024;
const LENGTH_STEP: usize = 128;
const IDLE_LIFETIME: Duration = Duration::from_secs(5 * 60);

#[derive(Debug, Default)]
pub(super) struct Cache {
    /// When each beginning was last used, by its hash.
    beginnings: Mutex<HashMap<u64, Instant>>,
}

impl Cache {
    /// Returns how many tokens at the beginning of the prompt are cached, and caches all of them.
    pub(super) fn look_up(&self, model: &str, prompt: &[Rank]) -> usize {
        let now = Instant::now();
        let mut beginnings = self.beginnings.lock().unwrap_or_else(PoisonError::into_inner);
        beginnings.retain(|_, used| now.duration_since(*used) < IDLE_LIFETIME);
        let mut cached = 0;
        let mut hasher = DefaultHasher::new();
        model.hash(&mut hasher);
        let mut done = 0;
        for length in (MIN_LENGTH..=prompt.len()).step_by(LENGTH_STEP) {
            prompt[done..length].hash(&mut hasher);
            done = length;
            // The hash of a longer beginning includes that of a shorter one, so hits come first and misses after them.
            if beginnings.insert(hasher.finish(), now).is_some() {
                cached = length;
            }
        }
        cached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_beginnings_are_cached_in_steps() {
        let cache = Cache::default();
        let prompt: Vec<Rank> = (0..1_400).collect();
        let other_end: Vec<Rank> = (0..1_200).chain(5_000..5_100).collect();
        assert_eq!(cache.look_up("a", &prompt), 0);
        assert_eq!(cache.look_up("a", &prompt), 1_280);
        assert_eq!(cache.look_up("a", &other_end), 1_152);
        assert_eq!(cache.look_up("b", &prompt), 0, "another model has another cache");
        assert_eq!(cache.look_up("a", &prompt[..1_000]), 0, "too short to be cached");
    }
}
