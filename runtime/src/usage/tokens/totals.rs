//! Adds missing totals: where only parts of a direction are reported, their sum is the total, so that they are billed.

use super::{Part, TokenUsage};

const TOTALS: [(Part, &[Part]); 4] = [
    (Part::Input, &[Part::InputAudio, Part::InputImage]),
    (Part::CachedInput, &[Part::CachedAudio]),
    (Part::CacheWrite, &[Part::CacheWriteOneHour]),
    (Part::Output, &[Part::Reasoning, Part::OutputAudio, Part::OutputImage]),
];

const ALL_PARTS: u16 = {
    let mut bits = 0;
    let mut whole = 0;
    while whole < TOTALS.len() {
        bits |= bits_of(TOTALS[whole].1);
        whole += 1;
    }
    bits
};

const fn bits_of(parts: &[Part]) -> u16 {
    let mut bits = 0;
    let mut part = 0;
    while part < parts.len() {
        bits |= parts[part].bit();
        part += 1;
    }
    bits
}

impl TokenUsage {
    /// The usage with every total, if one is missing whose parts were reported.
    #[inline]
    pub(crate) fn completed(&self) -> Option<Self> {
        // Most usages have no parts.
        if self.reported & ALL_PARTS == 0 {
            return None;
        }
        let lacks = |whole: Part, parts| self.reported & whole.bit() == 0 && self.reported & bits_of(parts) != 0;
        TOTALS.iter().any(|(whole, parts)| lacks(*whole, parts)).then(|| self.complete())
    }

    #[cold]
    fn complete(&self) -> Self {
        let mut complete = *self;
        for (whole, parts) in TOTALS {
            let sum = parts.iter().filter_map(|part| self.get(*part)).reduce(u64::saturating_add);
            if self.get(whole).is_none() {
                complete.set(whole, sum);
            }
        }
        complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_whole_is_the_sum_of_its_parts() {
        let usage = TokenUsage::new()
            .input_audio(1)
            .input_image(2)
            .cached_audio(4)
            .cache_write_one_hour(8)
            .reasoning(16)
            .output_audio(32)
            .output_image(64);
        let completed = usage.completed().expect("all are missing");
        assert_eq!((completed.input_tokens(), completed.cached_input_tokens()), (Some(3), Some(4)));
        assert_eq!((completed.cache_write_tokens(), completed.output_tokens()), (Some(8), Some(112)));
        assert_eq!(completed.completed(), None);
        assert!(!completed.is_inconsistent());
    }

    #[test]
    fn what_was_told_stays_and_nothing_is_made_up() {
        assert_eq!(TokenUsage::new().input(1).web_searches(1).completed(), None);
        assert_eq!(TokenUsage::new().input(0).input_audio(5).completed(), None);
        let completed = TokenUsage::new().input(7).input_audio(5).reasoning(0).completed().expect("no output");
        assert_eq!((completed.input_tokens(), completed.output_tokens()), (Some(7), Some(0)));
        assert_eq!((completed.cached_input_tokens(), completed.cache_write_tokens()), (None, None));
    }
}
