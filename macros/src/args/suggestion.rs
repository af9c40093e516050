//! "Did you mean …?"

use super::key_spec::KeySpec;
use proc_macro2::Ident;

/// What an unknown key stands for, as far as that is clear.
pub(super) enum Suggestion {
    Key(&'static KeySpec),
    /// The word in first place, and which one if it was named.
    Positional(Option<Ident>),
    None,
}

/// The candidate that was meant by `written`: the same in another case, or one or two edits away.
pub(crate) fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let distances = candidates.map(|candidate| (strsim::levenshtein(candidate, &written), candidate));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + nearest.len() / 4).then_some(nearest)
}
