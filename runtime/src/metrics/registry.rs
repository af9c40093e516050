//! All series of one registry: the global one, or a test's own.

use super::{
    attachment::Attachment,
    group::{Group, PreservedLabel},
    schema::{
        CALL_LABELS, ERROR_LABELS, FAMILIES, Family, GroupKind, Kind, MEMORY_LABELS, PROCESS_LABELS,
        STANDARD_HISTOGRAMS, Source, TOOL_LABELS, cell,
    },
    series::{Histogram, Layout, SCALARS},
    thread_cache::GROUPS as GROUP_COUNT,
};
use crate::ErrorType;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

/// Labels, cells before the histograms, and the values of one label that families pick out.
const GROUPS: [(GroupKind, &[&str], usize, PreservedLabel); GROUP_COUNT] = [
    (GroupKind::Calls, CALL_LABELS, cell::call::END, Some((2, &["worker"]))),
    (GroupKind::Processes, PROCESS_LABELS, cell::process::END, Some((1, &["worker", "branch"]))),
    (GroupKind::Tools, TOOL_LABELS, cell::tool::END, None),
    (GroupKind::Memory, MEMORY_LABELS, cell::memory::END, None),
    (GroupKind::Errors, ERROR_LABELS, cell::error::END, Some((2, &["context_overflow"]))),
];

/// The attribute that a record came from: the label of `missing_context_total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attribute {
    LlmMetered,
    ProcessMetric,
    MemoryOp,
    ToolCall,
}

impl Attribute {
    pub(crate) const ALL: [Self; 4] = [Self::LlmMetered, Self::ProcessMetric, Self::MemoryOp, Self::ToolCall];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::LlmMetered => "llm_metered",
            Self::ProcessMetric => "process_metric",
            Self::MemoryOp => "memory_op",
            Self::ToolCall => "tool_call",
        }
    }
}

/// How a registry is laid out and bounded.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Bounds of histograms that are not the default ones, by the name of the family.
    pub(crate) buckets: BTreeMap<String, Vec<f64>>,
    /// How many label sets a group may have.
    pub(crate) series_cap: usize,
    /// After how long a series that nobody uses is dropped.
    pub(crate) idle_series_ttl: Option<Duration>,
    /// Families shown beside [`FAMILIES`], of LLM calls.
    pub(crate) otel_families: &'static [Family],
}

impl Default for Options {
    fn default() -> Self {
        Self { buckets: BTreeMap::new(), series_cap: 2_000, idle_series_ttl: None, otel_families: &[] }
    }
}

impl Options {
    /// The bounds of a family's buckets; `None` for what is no histogram.
    fn bounds(&self, family: &Family) -> Option<&[f64]> {
        let bounds = family.default_bounds()?;
        Some(self.buckets.get(family.name).map_or(bounds, Vec::as_slice))
    }
}

#[derive(Debug)]
pub(crate) struct Registry<A: Attachment> {
    groups: [Group<A>; GROUP_COUNT],
    pub(crate) options: Options,
    missing_context: [AtomicU64; Attribute::ALL.len()],
    invalid_values: Mutex<BTreeMap<&'static str, u64>>,
    /// Held while a gauge is set to an absolute number.
    setting: Mutex<()>,
}

impl<A: Attachment> Registry<A> {
    /// `is_cached`: whether threads keep shards of it, which only the process-wide one may have.
    pub(crate) fn new(options: Options, is_cached: bool) -> Self {
        let mut index = 0;
        let groups = GROUPS.map(|(kind, names, cells, preserved)| {
            let layout = layout(kind, cells, &options);
            let group = Group::new(names, layout, preserved, options.series_cap, is_cached.then_some(index));
            index += 1;
            group
        });
        Self {
            groups,
            options,
            missing_context: Default::default(),
            invalid_values: Mutex::default(),
            setting: Mutex::default(),
        }
    }

    #[inline]
    pub(crate) fn group(&self, kind: GroupKind) -> &Group<A> {
        &self.groups[kind as usize]
    }

    pub(crate) fn count_missing_context(&self, attribute: Attribute) {
        self.missing_context[attribute as usize].fetch_add(1, Relaxed);
    }

    pub(crate) fn count_error(&self, agent_id: &str, process_type: &str, error_type: ErrorType, worker_type: &str) {
        let errors = self.group(GroupKind::Errors);
        let series = errors.find(&[agent_id, process_type, error_type.as_str(), worker_type]);
        errors.write(series, |cells| cells.add(cell::error::ERRORS, 1));
    }

    pub(crate) fn missing_context(&self, attribute: Attribute) -> u64 {
        self.missing_context[attribute as usize].load(Relaxed)
    }

    /// A number that a metric can't take: it is dropped, and seen.
    #[cold]
    pub(crate) fn count_invalid_value(&self, metric: &'static str) {
        *self.invalid_values.lock().unwrap_or_else(PoisonError::into_inner).entry(metric).or_default() += 1;
    }

    pub(crate) fn invalid_values(&self) -> BTreeMap<&'static str, u64> {
        self.invalid_values.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets `memory_entry_count` of an agent: a correction of the difference to what the series say now.
    pub(crate) fn set_memory_entries(&self, agent_id: &str, entries: u64) {
        let _setting = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        let memory = self.group(GroupKind::Memory);
        let mut now = 0_u64;
        for series in memory.all().iter().filter(|series| *series.key[0] == *agent_id) {
            let mut cells = vec![0; memory.layout.width];
            series.read(&mut cells);
            now = now.wrapping_add(cells[cell::memory::ENTRIES]);
        }
        let id = memory.find(&[agent_id, ""]);
        memory.write(id, |cells| cells.add(cell::memory::ENTRIES, entries.wrapping_sub(now)));
    }
}

fn layout(group: GroupKind, cells: usize, options: &Options) -> Layout {
    debug_assert!(cells <= SCALARS);
    let mut width = SCALARS;
    let mut histograms = Vec::new();
    for family in FAMILIES.iter().filter(|family| family.group == group) {
        if let Some(bounds) = options.bounds(family) {
            let scale = if matches!(family.kind, Kind::Seconds(_)) { 1e9 } else { 1.0 };
            let Source::Histogram(index) = family.source else { continue };
            debug_assert_eq!(index, histograms.len(), "histograms are numbered in the order of their families");
            let histogram = Histogram::new(width, bounds, scale);
            width = histogram.end();
            histograms.push(histogram);
        }
    }
    if group == GroupKind::Calls && !options.otel_families.is_empty() {
        debug_assert_eq!(histograms.len(), cell::call::STANDARD_DURATION);
        for (scale, bounds) in STANDARD_HISTOGRAMS {
            let histogram = Histogram::new(width, bounds, scale);
            width = histogram.end();
            histograms.push(histogram);
        }
    }
    Layout { width, histograms: histograms.into() }
}

impl Family {
    /// The bounds that hold unless the configuration says others; `None` for what is no histogram.
    pub(crate) fn default_bounds(&self) -> Option<&'static [f64]> {
        match self.kind {
            Kind::Seconds(bounds) | Kind::Counted(bounds) => Some(bounds),
            Kind::Counter | Kind::Money | Kind::Gauge => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::test_attachment::TestAttachment, *};
    use std::{sync::Arc, thread};

    fn registry(cap: usize) -> Registry<TestAttachment> {
        Registry::new(Options { series_cap: cap, ..Options::default() }, false)
    }

    fn value(group: &Group<TestAttachment>, key: &[&str], cell: usize) -> Option<u64> {
        let series = group.all().into_iter().find(|series| series.has_key(key))?;
        let mut cells = vec![0; group.layout.width];
        series.read(&mut cells);
        Some(cells[cell])
    }

    #[test]
    fn labels_that_concatenate_alike_stay_two_series() {
        let registry = registry(10);
        let tools = registry.group(GroupKind::Tools);
        for key in [["bot1", "2-mini", ""], ["bot12", "-mini", ""]] {
            tools.write(tools.find(&key), |cells| cells.add(cell::tool::CALLS, 1));
        }
        assert_eq!(value(tools, &["bot1", "2-mini", ""], cell::tool::CALLS), Some(1));
        assert_eq!(value(tools, &["bot12", "-mini", ""], cell::tool::CALLS), Some(1));
    }

    #[test]
    fn above_the_cap_the_totals_stay_exact() {
        let registry = registry(2);
        let tools = registry.group(GroupKind::Tools);
        for tool in ["a", "b", "c", "d", "a", "c"] {
            tools.write(tools.find(&["x", tool, ""]), |cells| cells.add(cell::tool::CALLS, 1));
        }
        assert_eq!(value(tools, &["x", "a", ""], cell::tool::CALLS), Some(2));
        assert_eq!(value(tools, &["_overflow"; 3], cell::tool::CALLS), Some(3));
        assert_eq!(tools.overflowed(), 3);
        assert_eq!(tools.all().len(), 3);
    }

    #[test]
    fn threads_that_ended_are_not_forgotten() {
        let group = Arc::new(Group::<TestAttachment>::new(
            TOOL_LABELS,
            Layout { width: SCALARS, histograms: Box::default() },
            None,
            10,
            Some(GroupKind::Tools as usize),
        ));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let group = Arc::clone(&group);
                thread::spawn(move || {
                    for _ in 0..1_000 {
                        group.write(group.find(&["x", "t", ""]), |cells| cells.add(cell::tool::CALLS, 1));
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().expect("no panic");
        }
        assert_eq!(value(&group, &["x", "t", ""], cell::tool::CALLS), Some(4_000));
    }

    #[test]
    fn entries_are_set_to_the_truth() {
        let registry = registry(10);
        let memory = registry.group(GroupKind::Memory);
        memory.write(memory.find(&["x", "save"]), |cells| cells.add(cell::memory::ENTRIES, 3));
        registry.set_memory_entries("x", 100);
        memory.write(memory.find(&["x", "delete"]), |cells| cells.add(cell::memory::ENTRIES, 1_u64.wrapping_neg()));
        registry.set_memory_entries("x", 50);
        let total: u64 = ["save", "", "delete"]
            .iter()
            .filter_map(|operation| value(memory, &["x", operation], cell::memory::ENTRIES))
            .fold(0, u64::wrapping_add);
        assert_eq!(total, 50);
    }
}
