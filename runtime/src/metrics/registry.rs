//! All series of one registry: the global one, or a test's own.

use super::{
    families::{
        CALL_LABELS, ERROR_LABELS, FAMILIES, Family, Kind, MEMORY_LABELS, PROCESS_LABELS, STANDARD_HISTOGRAMS, Source,
        TOOL_LABELS, cell,
    },
    group::{Group, Picked},
    local::LOCAL_GROUPS,
    series::{Histogram, Layout, SCALARS},
};
use crate::{
    ErrorType, Naming,
    config::Settings,
    context::{Context, with_current},
    pricing::Prices,
};
use std::{
    collections::BTreeMap,
    ops::Deref,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
};

/// Which group of series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKind {
    Calls,
    Processes,
    Tools,
    Memory,
    Errors,
}

/// Labels, cells before the histograms, and the values of one label that families pick out.
const GROUPS: [(GroupKind, &[&str], usize, Picked); LOCAL_GROUPS] = [
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

#[derive(Debug)]
pub(crate) struct Registry {
    groups: [Group; LOCAL_GROUPS],
    pub(crate) settings: Settings,
    pub(crate) prices: Prices,
    missing_context: [AtomicU64; Attribute::ALL.len()],
    invalid_values: Mutex<BTreeMap<&'static str, u64>>,
    /// How long the text was last time.
    pub(super) last_length: AtomicUsize,
    /// Held while a gauge is set to an absolute number.
    setting: Mutex<()>,
}

static GLOBAL: OnceLock<Registry> = OnceLock::new();

/// No test has made a registry of its own: outside of tests nobody has to look for one.
static ONLY_GLOBAL: AtomicBool = AtomicBool::new(true);

/// The registry that everything is recorded in that no test has claimed.
#[inline]
pub(crate) fn global() -> &'static Registry {
    GLOBAL.get_or_init(|| Registry::new(Settings::default(), Prices::default(), true))
}

/// Sets up the global registry; hands the settings back if it is there already.
pub(crate) fn set_global(settings: Settings, prices: Prices) -> bool {
    let mut set = false;
    GLOBAL.get_or_init(|| {
        set = true;
        Registry::new(settings, prices, true)
    });
    set
}

/// Where to record: the global registry, or a test's own.
#[derive(Debug, Clone)]
pub(crate) struct RegistryRef(Option<Arc<Registry>>);

impl RegistryRef {
    /// The one that the given context leads to, else the ambient context.
    #[inline]
    pub(crate) fn of(context: Option<&Context>) -> Self {
        if ONLY_GLOBAL.load(Relaxed) { Self(None) } else { Self::find(context) }
    }

    #[cold]
    fn find(context: Option<&Context>) -> Self {
        let given = context.and_then(|context| context.own_registry().cloned());
        Self(given.or_else(|| with_current(|current| current.own_registry().cloned())))
    }

    pub(crate) fn own(&self) -> Option<Arc<Registry>> {
        self.0.clone()
    }
}

impl Deref for RegistryRef {
    type Target = Registry;

    #[inline]
    fn deref(&self) -> &Registry {
        self.0.as_deref().unwrap_or_else(|| global())
    }
}

impl Registry {
    /// `local`: whether threads keep shards of it, which only the global one may have.
    pub(crate) fn new(settings: Settings, prices: Prices, local: bool) -> Self {
        if !local {
            ONLY_GLOBAL.store(false, Relaxed);
        }
        let mut index = 0;
        let groups = GROUPS.map(|(kind, names, cells, picked)| {
            let layout = layout(kind, cells, &settings);
            let group = Group::new(names, layout, picked, settings.series_cap, local.then_some(index));
            index += 1;
            group
        });
        Self {
            groups,
            settings,
            prices,
            missing_context: Default::default(),
            invalid_values: Mutex::default(),
            last_length: AtomicUsize::new(0),
            setting: Mutex::default(),
        }
    }

    /// Asks without making the global one, which would settle its configuration.
    pub(super) fn is_global(&self) -> bool {
        GLOBAL.get().is_some_and(|global| std::ptr::eq(self, global))
    }

    #[inline]
    pub(crate) fn group(&self, kind: GroupKind) -> &Group {
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

fn layout(group: GroupKind, cells: usize, settings: &Settings) -> Layout {
    debug_assert!(cells <= SCALARS);
    let mut width = SCALARS;
    let mut histograms = Vec::new();
    for family in FAMILIES.iter().filter(|family| family.group == group) {
        if let Some(bounds) = settings.bounds(family) {
            let scale = if matches!(family.kind, Kind::Seconds(_)) { 1e9 } else { 1.0 };
            let Source::Histogram(index) = family.source else { continue };
            debug_assert_eq!(index, histograms.len(), "histograms are numbered in the order of their families");
            let histogram = Histogram::new(width, bounds, scale);
            width = histogram.end();
            histograms.push(histogram);
        }
    }
    if group == GroupKind::Calls && settings.naming != Naming::Own {
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
    use super::*;
    use std::{sync::Arc, thread};

    fn registry(cap: usize) -> Registry {
        Registry::new(Settings { series_cap: cap, ..Settings::default() }, Prices::default(), false)
    }

    fn value(group: &Group, key: &[&str], cell: usize) -> Option<u64> {
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
        let group = Arc::new(Group::new(
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
