//! Holds all groups of series, their options, and the counts about the crate itself.

use super::{
    cells::Layout,
    group::{Group, OverflowSplit},
    schema::{
        AttributeKind, BEGUN, BEGUN_INSIDE, CellId, ENDED, ENDED_INSIDE, FAMILIES, Family, GroupKind, HistogramId,
        SumBy, View, call_error, error, memory,
    },
    series::OVERFLOW,
    series_attachment::SeriesAttachment,
    thread_cache::CachedPerThread,
};
use crate::ErrorType;
use parking_lot::Mutex;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// How a registry is laid out and bounded.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// The upper bounds of histograms that do not have the default ones, by the name of the family.
    pub(crate) buckets: BTreeMap<String, Vec<f64>>,
    /// How many label sets a group may have.
    pub(crate) series_cap: usize,
    /// How many bytes the value of a label may have; the rest is cut.
    pub(crate) label_value_length_limit: usize,
    /// How long an unused series stays; `None` for ever.
    pub(crate) idle_series_ttl: Option<Duration>,
    /// The families of LLM calls that are shown beside [`FAMILIES`].
    pub(crate) otel_families: &'static [Family],
}

#[cfg(test)]
impl Default for Options {
    fn default() -> Self {
        Self {
            buckets: BTreeMap::new(),
            series_cap: usize::MAX,
            label_value_length_limit: 256,
            idle_series_ttl: None,
            otel_families: &[],
        }
    }
}

impl Options {
    /// All families that are shown.
    pub(crate) fn families(&self) -> impl Iterator<Item = &'static Family> {
        FAMILIES.iter().chain(self.otel_families)
    }

    /// The upper bounds of a histogram; `None` if no family shows it.
    fn bounds(&self, histogram: &HistogramId) -> Option<&[f64]> {
        let family = self.families().find(|family| family.shows(histogram))?;
        Some(self.buckets.get(family.name).map_or(histogram.bounds, Vec::as_slice))
    }
}

/// The series of one process or of one test.
#[derive(Debug)]
pub(crate) struct Registry<A: SeriesAttachment> {
    groups: [Group<A>; GroupKind::ALL.len()],
    pub(crate) options: Options,
    /// True if threads keep shards of it.
    is_cached: bool,
    missing_context: [AtomicU64; AttributeKind::ALL.len()],
    invalid_values: Mutex<BTreeMap<&'static str, u64>>,
    /// The failures of foreign collectors, by the name of the collector.
    collector_errors: Mutex<BTreeMap<Box<str>, u64>>,
    /// Held while a gauge is set to an absolute number.
    pub(super) setting: Mutex<()>,
}

impl<A: SeriesAttachment> Registry<A> {
    /// Creates a registry. Where it `is_cached`, threads keep shards of it; only the process-wide one may be.
    pub(crate) fn new(options: Options, is_cached: bool) -> Self {
        let groups = GroupKind::ALL.map(|kind| {
            let layout = Layout::new(kind.schema(), |histogram| options.bounds(histogram));
            let families = options.families().filter(|family| family.group() == kind);
            let sums: BTreeSet<SumBy> = families.filter_map(Family::sum).collect();
            Group::new(kind, layout, overflow_split(kind), sums.into_iter().collect(), &options, is_cached)
        });
        Self {
            groups,
            options,
            is_cached,
            missing_context: Default::default(),
            invalid_values: Mutex::default(),
            collector_errors: Mutex::default(),
            setting: Mutex::default(),
        }
    }

    #[inline]
    pub(crate) fn group(&self, kind: GroupKind) -> &Group<A> {
        &self.groups[kind as usize]
    }

    /// Counts a record that was made while no agent was known.
    pub(crate) fn count_missing_context(&self, attribute: AttributeKind) {
        self.missing_context[attribute as usize].fetch_add(1, Relaxed);
    }

    pub(crate) fn missing_context(&self, attribute: AttributeKind) -> u64 {
        self.missing_context[attribute as usize].load(Relaxed)
    }

    /// Counts a number that the metric of a cell can't take and that is therefore dropped or clamped.
    #[cold]
    pub(crate) fn count_invalid_value<L: Copy>(&self, cell: CellId<L>) {
        self.count_invalid_value_of(|family| family.reads(cell));
    }

    /// The same of a number that a histogram can't take.
    #[cold]
    pub(crate) fn count_invalid_observation(&self, histogram: &HistogramId) {
        self.count_invalid_value_of(|family| family.shows(histogram));
    }

    fn count_invalid_value_of(&self, is_family: impl Fn(&Family) -> bool) {
        if let Some(family) = FAMILIES.iter().find(|family| is_family(family)) {
            let mut invalid_values = self.invalid_values.lock();
            let count = invalid_values.entry(family.name).or_default();
            *count = count.saturating_add(1);
        }
    }

    pub(crate) fn invalid_values(&self) -> BTreeMap<&'static str, u64> {
        self.invalid_values.lock().clone()
    }

    /// Counts that a foreign collector panicked, took too long, or gave what can't be shown.
    #[cold]
    pub(crate) fn count_collector_error(&self, collector: &str) {
        /// A program has few collectors, but may register and unregister some under ever new names.
        const MAX_NAMES: usize = 1000;
        let mut errors = self.collector_errors.lock();
        let is_known = errors.contains_key(collector) || errors.len() < MAX_NAMES;
        let count = errors.entry(if is_known { collector } else { OVERFLOW }.into()).or_default();
        *count = count.saturating_add(1);
    }

    pub(crate) fn collector_errors(&self) -> BTreeMap<Box<str>, u64> {
        self.collector_errors.lock().clone()
    }

    /// Marks the series that are idle, and drops those that were marked before and still are.
    pub(crate) fn drop_idle_series(&self, now: Instant) {
        let Some(ttl) = self.options.idle_series_ttl else { return };
        // A gauge that is not zero must not be dropped while it is set.
        let _setting = self.setting.lock();
        for kind in GroupKind::ALL {
            let group = self.group(kind);
            // A gauge that is not zero keeps its series: unlike a counter, it would not start from zero again.
            let entries = if kind == GroupKind::Memory { self.memory_entries(|_| true) } else { BTreeMap::new() };
            let mut cells = vec![0; group.layout.width];
            let mut expired = Vec::new();
            for (id, series) in group.droppable() {
                series.read(&mut cells);
                let in_use = cells[BEGUN] != cells[ENDED]
                    || cells[BEGUN_INSIDE] != cells[ENDED_INSIDE]
                    || entries.get(&series.key[memory::AGENT_ID]).is_some_and(|entries| entries.exist());
                if series.idle.is_expired(&cells[ENDED..], in_use, ttl, now) {
                    expired.push(id);
                }
            }
            group.drop_series(&expired);
        }
    }
}

/// The label values for which families show a sum of their own; the families of a group agree on the label.
fn overflow_split(kind: GroupKind) -> OverflowSplit {
    let mut split = OverflowSplit::default();
    for family in FAMILIES.iter().filter(|family| family.group() == kind) {
        if let View::Sums(SumBy { only: Some((label, value)), .. }) = family.view
            && !split.values.contains(&value)
        {
            split.label = label;
            split.values.push(value);
        }
    }
    split
}

impl<A: CachedPerThread> Registry<A> {
    /// Drops the series and merges the shards that are not used any more, at most once in a while.
    pub(crate) fn drop_what_is_idle(&self, now: Instant) {
        self.drop_idle_series(now);
        if self.is_cached {
            A::all_threads().merge_idle_shards(now);
        }
    }

    /// Counts a failure in `process_errors_total`.
    pub(crate) fn count_error(&self, agent_id: &str, process_type: &str, error_type: ErrorType, worker_type: &str) {
        let errors = self.group(GroupKind::Errors);
        let series = errors.find(&[agent_id, process_type, error_type.as_str(), worker_type]);
        errors.write(series, |cells| cells.count(error::ERRORS));
    }

    /// Counts a failure of an LLM call in `llm_errors_total`, by the labels of the call.
    pub(crate) fn count_call_error(&self, [agent_id, model, tier, worker_type]: [&str; 4], error_type: ErrorType) {
        let errors = self.group(GroupKind::CallErrors);
        let series = errors.find(&[agent_id, model, tier, worker_type, error_type.as_str()]);
        errors.write(series, |cells| cells.count(call_error::ERRORS));
    }
}
