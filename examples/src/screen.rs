//! Prints what the agent does.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// Where the agent prints what it does.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    shown: bool,
}

impl Screen {
    /// Prints on the standard output.
    pub fn stdout() -> Self {
        Self { shown: true }
    }

    /// Prints nothing, for tests.
    pub fn silent() -> Self {
        Self { shown: false }
    }

    /// Prints a line. If the output is closed (`| head`), the agent goes on.
    pub fn line(self, text: impl Display) {
        if self.shown {
            let _ = writeln!(io::stdout(), "{text}");
        }
    }

    /// Prints a step of the agent: who did what.
    pub(crate) fn step(self, who: &str, what: impl Display) {
        self.line(format_args!("    {who:<9}{what}"));
    }
}

/// Returns the text on one line, cut after a number of characters.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Formats a count with commas, as in `12,034`.
pub(crate) fn with_commas(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
