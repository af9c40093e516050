//! Limits audio and image tokens as clients report them: together with cached ones, without saying how many those are.

use super::{Part, TokenUsage};

/// Limits uncached audio and images to the input, and generated ones to the output.
pub fn media_within(mut usage: TokenUsage) -> TokenUsage {
    if usage.reported & TokenUsage::MEDIA != 0 {
        usage.limit(Part::Input, [Part::InputAudio, Part::InputImage]);
        usage.limit(Part::Output, [Part::OutputAudio, Part::OutputImage]);
    }
    usage
}

impl TokenUsage {
    fn limit(&mut self, whole: Part, parts: [Part; 2]) {
        let Some(mut left) = self.get(whole) else { return };
        for part in parts {
            let count = self.get(part).map(|count| count.min(left));
            left -= count.unwrap_or(0);
            self.set(part, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_cut_to_their_whole() {
        let whole = TokenUsage::new().input(100).output(10);
        let limited = media_within(whole.input_audio(70).input_image(70).output_audio(20));
        assert_eq!(limited, whole.input_audio(70).input_image(30).output_audio(10));
        assert!(!limited.is_inconsistent());
    }

    #[test]
    fn what_fits_and_what_has_no_whole_stays() {
        let fits = TokenUsage::new().input(100).input_audio(70).input_image(30).output_image(5);
        assert_eq!(media_within(fits), fits);
    }
}
