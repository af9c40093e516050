//! Finds the name that a misspelt one stands for, by their edit distance.

/// Returns the candidate nearest to `written` in any case, unless it is more than one edit and one for every four letters away.
pub(crate) fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let distances = candidates.map(|candidate| (strsim::levenshtein(candidate, &written), candidate));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + nearest.len() / 4).then_some(nearest)
}
