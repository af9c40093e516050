//! Names the groups of series: families of one group share their label names, so one look-up serves them all.

/// A group of series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKind {
    Calls,
    CallErrors,
    Processes,
    Tools,
    Memory,
    Errors,
}

impl GroupKind {
    /// All groups, each at the index of its discriminant.
    pub(crate) const ALL: [Self; 6] =
        [Self::Calls, Self::CallErrors, Self::Processes, Self::Tools, Self::Memory, Self::Errors];
}

const _: () = {
    let mut index = 0;
    while index < GroupKind::ALL.len() {
        assert!(GroupKind::ALL[index] as usize == index, "`GroupKind::ALL` is in the order of the variants");
        index += 1;
    }
};
