//! Counts the memories that each agent has, and sets their number.

use super::{
    registry::Registry,
    schema::{GroupKind, SumBy, memory},
    series_attachment::SeriesAttachment,
};
use std::collections::BTreeMap;

/// How many memories of an agent were added, and how many removed. Not all that were removed need have been added here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entries {
    added: u128,
    removed: u128,
}

impl Entries {
    /// True if the agent has memories.
    pub(super) fn exist(self) -> bool {
        self.added > self.removed
    }

    fn add(&mut self, cells: &[u128]) {
        self.added = self.added.wrapping_add(cells[memory::ADDED.index()]);
        self.removed = self.removed.wrapping_add(cells[memory::REMOVED.index()]);
    }
}

/// The sum that `memory_entry_count` shows.
const BY_AGENT: SumBy = SumBy { by: &[memory::AGENT_ID], only: None };

impl<A: SeriesAttachment> Registry<A> {
    /// The entries of the agents that are chosen.
    pub(super) fn memory_entries(&self, is_chosen: impl Fn(&str) -> bool) -> BTreeMap<Box<str>, Entries> {
        let group = self.group(GroupKind::Memory);
        let (series, dropped) = group.all_and_dropped();
        let mut entries = BTreeMap::<Box<str>, Entries>::new();
        let mut cells = vec![0; group.layout.width];
        for series in series {
            let agent = &series.key[memory::AGENT_ID];
            if is_chosen(agent) {
                series.read(&mut cells);
                entries.entry(agent.clone()).or_default().add(&cells);
            }
        }
        for (agent, entries) in &mut entries {
            if let Some(cells) = dropped.of(BY_AGENT, &[agent]) {
                entries.add(cells);
            }
        }
        entries
    }

    /// Sets `memory_entry_count` of an agent, by adding the difference to one of its series. Above the cap it is that of all
    /// agents above the cap.
    pub(crate) fn set_memory_entries(&self, agent_id: &str, entries: u64)
    where
        A: super::CachedPerThread,
    {
        let _setting = self.setting.lock();
        let group = self.group(GroupKind::Memory);
        let agent_id = &*group.bounded(agent_id);
        let own = group.all().into_iter().find(|series| *series.key[memory::AGENT_ID] == *agent_id);
        let Some(series) = own.or_else(|| group.series(group.find(&[agent_id, ""]))) else { return };
        series.idle.keep();
        let label = &series.key[memory::AGENT_ID];
        let now = self.memory_entries(|agent| *agent == **label).remove(label).unwrap_or_default();
        let added = now.removed.wrapping_add(entries.into());
        series.with_base(&group.layout, |cells| {
            cells.show(memory::ADDED);
            cells.add_wide(memory::ADDED, added.saturating_sub(now.added));
            cells.add_wide(memory::REMOVED, now.added.saturating_sub(added));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{FAMILIES, Family};

    #[test]
    fn the_entries_are_those_of_the_family() {
        let family = FAMILIES.iter().find(|family| family.name == "memory_entry_count").and_then(Family::sum);
        assert_eq!(family, Some(BY_AGENT));
    }
}
