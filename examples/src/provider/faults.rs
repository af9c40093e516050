//! Decides which requests fail, and how.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How a request fails. A slow one succeeds, but takes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    RateLimit,
    InsufficientQuota,
    ServerError,
    ContextLength,
    Slow,
}

const FAULTS: [Fault; 5] =
    [Fault::RateLimit, Fault::InsufficientQuota, Fault::ServerError, Fault::ContextLength, Fault::Slow];

/// Among this many requests each fault occurs once.
const ROUND: usize = 24;

/// Draws faults from a shuffled deck, so that each of them occurs early in a run.
#[derive(Debug)]
pub(super) struct Faults {
    deck: Mutex<Deck>,
}

#[derive(Debug)]
struct Deck {
    random: StdRng,
    cards: Vec<Option<Fault>>,
}

impl Faults {
    pub(super) fn new(seed: u64) -> Self {
        Self { deck: Mutex::new(Deck { random: StdRng::seed_from_u64(seed), cards: Vec::new() }) }
    }

    /// Returns the fault of the next request, if it has one, and how long its answer takes.
    pub(super) fn draw(&self) -> (Option<Fault>, Duration) {
        let Deck { random, cards } = &mut *self.deck.lock().unwrap_or_else(PoisonError::into_inner);
        if cards.is_empty() {
            cards.resize(ROUND - FAULTS.len(), None);
            cards.extend(FAULTS.map(Some));
            cards.shuffle(random);
        }
        (cards.pop().flatten(), Duration::from_millis(random.random_range(30..250)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_test_of_a_whole_run_counts_on() {
        assert_eq!(Faults::new(38).draw().0, Some(Fault::Slow));
    }

    #[test]
    fn each_fault_comes_once_in_a_round_where_the_seed_says() {
        let drawn = |seed| {
            let faults = Faults::new(seed);
            (0..ROUND).map(|_| faults.draw().0).collect::<Vec<_>>()
        };
        let mut faults: Vec<_> = drawn(7).into_iter().flatten().collect();
        faults.sort();
        assert_eq!(faults, FAULTS);
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
    }
}
