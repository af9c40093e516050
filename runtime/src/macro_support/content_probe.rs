//! Finds out whether a choice of a streamed chunk brings a part of the answer, for a preset that reads whole responses and chunks.
//!
//! ```text
//! ContentProbe(choice).lacks_content()
//!
//! by value           T: Debug    // true for a `delta` without a text, a call or a refusal: it has the role alone
//! by a reference     any T       // false
//! ```
//!
//! A whole response has no `delta`, so a preset can't name that field; the `Debug` output of a choice has it.

use std::fmt::{self, Debug, Write};

/// Probes a choice.
#[derive(Debug)]
pub struct ContentProbe<'a, T>(pub &'a T);

/// Chosen where the choice can be shown.
pub trait ContentByDebug {
    /// True if no part of the answer is in it.
    fn lacks_content(self) -> bool;
}

impl<T: Debug> ContentByDebug for ContentProbe<'_, T> {
    fn lacks_content(self) -> bool {
        let mut search = Search::default();
        // The search breaks off where it has found a part of the answer.
        let has_content = write!(search, "{:?}", self.0).is_err();
        search.is_chunk && !has_content
    }
}

/// Chosen for any other choice.
pub trait ContentUnknown {
    /// Always false.
    fn lacks_content(&self) -> bool {
        false
    }
}

impl<T> ContentUnknown for ContentProbe<'_, T> {}

/// What a part of the answer begins with, and what follows if there is none after all.
const PARTS: [(&[u8], u8); 7] = [
    (b"content: Some(\"", b'"'),
    (b"content: \"", b'"'),
    (b"refusal: Some(\"", b'"'),
    (b"tool_calls: Some([", b']'),
    (b"tool_calls: [", b']'),
    (b"function_call: Some(", b')'),
    (b"audio: Some(", b')'),
];

/// Searches a text that is written to it; to write to it fails where a part of the answer is found.
#[derive(Default)]
struct Search {
    /// The last bytes.
    last: [u8; 20],
    is_chunk: bool,
}

impl Write for Search {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if PARTS.iter().any(|(start, none)| self.last.ends_with(start) && byte != *none) {
                return Err(fmt::Error);
            }
            self.last.rotate_left(1);
            self.last[19] = byte;
            self.is_chunk |= self.last.ends_with(b"delta: ");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Choice {
        #[allow(dead_code)] // it is shown
        delta: Delta,
    }

    #[derive(Debug, Default)]
    #[allow(dead_code)] // they are shown
    struct Delta {
        content: Option<&'static str>,
        tool_calls: Option<Vec<u8>>,
        role: Option<&'static str>,
        refusal: Option<&'static str>,
    }

    #[test]
    fn a_chunk_without_a_part_of_the_answer_lacks_content() {
        let role = Some("assistant");
        for (delta, is_empty) in [
            (Delta { role, ..Delta::default() }, true),
            (Delta { role, content: Some(""), tool_calls: Some(Vec::new()), ..Delta::default() }, true),
            (Delta { role, content: Some("\n"), ..Delta::default() }, false),
            (Delta { tool_calls: Some(vec![1]), ..Delta::default() }, false),
            (Delta { refusal: Some("no"), ..Delta::default() }, false),
        ] {
            let choice = Choice { delta };
            assert_eq!(ContentProbe(&choice).lacks_content(), is_empty, "{choice:?}");
        }
    }

    #[test]
    fn what_is_no_chunk_is_not_empty() {
        struct Hidden;
        assert!(!ContentProbe(&Delta::default()).lacks_content());
        assert!(!ContentProbe(&Hidden).lacks_content());
    }
}
