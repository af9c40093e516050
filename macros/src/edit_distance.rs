//! "Did you mean …?"

/// The candidate that was meant by `written`: the same in another case, or one or two edits away.
pub(crate) fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let distances = candidates.map(|candidate| (strsim::levenshtein(candidate, &written), candidate));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + nearest.len() / 4).then_some(nearest)
}
