//! Names that are a slip away from each other.

/// The candidate that was meant by `written`: the same in another case, or a slip or two away.
pub(crate) fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let distances = candidates.map(|candidate| (edit_distance(candidate, &written), candidate));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + nearest.len() / 4).then_some(nearest)
}

/// How many characters must be put in, taken out or changed (Levenshtein).
fn edit_distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_seen_through_and_other_words_are_not() {
        let nearest = |written| nearest(written, ["model", "agent_id", "ctx", "openai"].into_iter());
        assert_eq!(nearest("modle"), Some("model"));
        assert_eq!(nearest("agentId"), Some("agent_id"));
        assert_eq!(nearest("openAI"), Some("openai"));
        assert_eq!(nearest("CTX"), Some("ctx"));
        assert_eq!(nearest("tokens"), None);
        assert_eq!(nearest("x"), None);
    }
}
