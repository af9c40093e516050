//! Limits audio and image tokens to the direction that they are a part of.
//!
//! Clients and providers report them together with cached ones, mostly without saying how many those are.

use super::{Part, TokenUsage};

/// Limits audio and images to the uncached and the cached input, and generated ones to the output, as these are known so far.
pub fn media_within(mut usage: TokenUsage) -> TokenUsage {
    if usage.reported & TokenUsage::MEDIA != 0 {
        usage.limit(usage.input_tokens(), &[Part::InputAudio, Part::InputImage]);
        usage.limit(usage.cached_input_tokens(), &[Part::CachedAudio]);
        usage.limit(usage.output_tokens(), &[Part::OutputAudio, Part::OutputImage]);
    }
    usage
}

impl TokenUsage {
    fn limit(&mut self, whole: Option<u64>, parts: &[Part]) {
        let Some(mut left) = whole else { return };
        for &part in parts {
            let count = self.get(part).map(|count| count.min(left));
            left = left.saturating_sub(count.unwrap_or(0));
            self.set(part, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_cut_to_their_whole() {
        let whole = TokenUsage::new().input_including_cached(140, 40).output(10);
        let limited = media_within(whole.input_audio(70).input_image(70).cached_audio(50).output_audio(20));
        assert_eq!(limited, whole.input_audio(70).input_image(30).cached_audio(40).output_audio(10));
        assert!(!limited.is_inconsistent());
    }

    #[test]
    fn what_fits_and_what_has_no_whole_stays() {
        let fits = TokenUsage::new().input(100).input_audio(70).input_image(30).output_image(5);
        assert_eq!(media_within(fits), fits);
    }
}
