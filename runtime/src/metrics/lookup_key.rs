//! Defines the key of a look-up: a context and the labels that were given beside it.
//!
//! Together they decide all labels, so a thread that has seen a key before finds its series without composing the labels.

/// What a look-up of a series starts from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LookupKey<'a, const N: usize> {
    /// An id that only contexts of equal content share.
    pub(super) context: u64,
    /// The given labels in the order of the group's label names; the others are empty.
    pub(super) labels: [&'a str; N],
}

impl<'a, const N: usize> LookupKey<'a, N> {
    #[inline]
    pub(crate) fn new(context: u64, labels: [&'a str; N]) -> Self {
        Self { context, labels }
    }

    /// Which labels were given, a bit each.
    #[inline]
    pub(super) fn given_mask(&self) -> u8 {
        self.labels.iter().fold(0, |given, label| given << 1 | u8::from(!label.is_empty()))
    }

    /// A hash with well-spread bits. It reads only the ends of the labels, so the labels are compared as well.
    #[inline]
    pub(crate) fn hash(&self) -> usize {
        let mixed = self.labels.iter().fold(self.context, |mixed, label| mixed.rotate_left(11) ^ ends(label));
        // Both halves of a product with the golden ratio, so that each bit of the one factor reaches the lower ones.
        let product = u128::from(mixed) * 0x9E37_79B9_7F4A_7C15;
        #[allow(clippy::cast_possible_truncation)] // the halves are folded into one
        let folded = product as usize ^ (product >> 64) as usize;
        folded
    }
}

/// The length and up to sixteen bytes at the ends of a label.
#[inline]
fn ends(label: &str) -> u64 {
    let bytes = label.as_bytes();
    if bytes.is_empty() {
        return 0;
    }
    let length = bytes.len() as u64;
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29) ^ length;
    }
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32 ^ length
        }
        _ => bytes.iter().fold(length, |mixed, byte| mixed << 8 | u64::from(*byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn given_labels_are_distinguished() {
        let given = |labels: [&str; 3]| LookupKey::new(1, labels).given_mask();
        assert_eq!([["", "", ""], ["a", "", "b"], ["", "a", "b"]].map(given), [0b000, 0b101, 0b011]);
    }

    #[test]
    fn hashes_are_spread() {
        let filled = |hash: &dyn Fn(u64) -> usize| (0..1_000).map(|n| hash(n) & 2_047).collect::<BTreeSet<_>>().len();
        // A thousand random numbers would fill 790 of 2,048 slots.
        let by_context = filled(&|n| LookupKey::new(n, ["", "gpt-4o", "", ""]).hash());
        let by_agent = filled(&|n| LookupKey::new(7, [&*format!("agent-{n}"), "gpt-4o", "", ""]).hash());
        let by_model = filled(&|n| LookupKey::new(7, ["", &*format!("model-{n}-mini"), "", ""]).hash());
        for filled in [by_context, by_agent, by_model] {
            assert!(filled > 700, "{by_context} {by_agent} {by_model}");
        }
    }
}
