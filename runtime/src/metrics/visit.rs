//! Walks what a registry holds, family by family, for whoever shows it: the text, the `prometheus` collector, a test.

use super::{
    families::{FAMILIES, Family, Kind, Source, View},
    group::Group,
    registry::{Attribute, GroupKind, Registry},
    series::{Histogram, Series, WRITTEN},
    text::write_label,
};
use crate::pricing;
use std::{collections::BTreeMap, sync::Arc};

/// The labels of one line.
#[derive(Clone, Copy)]
pub(crate) struct Labels<'a> {
    pub(crate) names: &'a [&'a str],
    pub(crate) values: &'a [&'a str],
    /// The same, as they stand in the text format.
    pub(crate) text: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    Count(u64),
    Picodollars(u64),
    Level(i64),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Type {
    Counter,
    Gauge,
    Histogram,
}

pub(crate) trait Sink {
    /// What follows belongs to this family.
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type);
    /// One counter or gauge; `split` is one more label.
    fn number(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, number: Number);
    /// One histogram: a count for each bound and one for what is above, then the sum.
    fn histogram(&mut self, labels: Labels<'_>, histogram: &Histogram, cells: &[u64]);
}

/// All series of a group, each read once, so that its families agree.
struct Snapshot {
    series: Vec<Arc<Series>>,
    cells: Vec<u64>,
    width: usize,
    /// How many of the first series take what is above the cap, and their sum.
    overflows: usize,
    overflow: Vec<u64>,
}

impl Snapshot {
    fn of(group: &Group) -> Self {
        let (series, width, overflows) = (group.all(), group.layout.width, group.overflows());
        let mut cells = vec![0; series.len() * width];
        for (series, cells) in series.iter().zip(cells.chunks_exact_mut(width)) {
            series.read(cells);
        }
        let mut overflow = vec![0; width];
        cells.chunks_exact(width).take(overflows).for_each(|cells| add(&mut overflow, cells));
        Self { series, cells, width, overflows, overflow }
    }

    /// The series as they are kept.
    fn kept(&self) -> impl Iterator<Item = (&Series, &[u64])> {
        self.series.iter().map(|series| &**series).zip(self.cells.chunks_exact(self.width))
    }

    /// The series as they are shown: what is above the cap is one, at the end.
    fn shown(&self) -> impl Iterator<Item = (&Series, &[u64])> {
        let overflow = self.series.first().map(|series| (&**series, &*self.overflow));
        self.kept().skip(self.overflows).chain(overflow)
    }
}

fn add(sums: &mut [u64], cells: &[u64]) {
    sums[WRITTEN] |= cells[WRITTEN];
    for (sum, cell) in sums.iter_mut().zip(cells).skip(1) {
        *sum = sum.wrapping_add(*cell);
    }
}

impl Registry {
    pub(crate) fn visit(&self, sink: &mut impl Sink) {
        let kinds = [GroupKind::Calls, GroupKind::Processes, GroupKind::Tools, GroupKind::Memory, GroupKind::Errors];
        let snapshots = kinds.map(|kind| Snapshot::of(self.group(kind)));
        for family in FAMILIES {
            let (group, snapshot) = (self.group(family.group), &snapshots[family.group as usize]);
            sink.family(family.name, family.help, family.kind.into());
            match family.view {
                View::Each => {
                    for (series, cells) in snapshot.shown() {
                        // Few labels: the vector is on the stack of the allocator's smallest class.
                        let values: Vec<&str> = series.key.iter().map(|value| &**value).collect();
                        let labels = Labels { names: group.names, values: &values, text: &series.text };
                        show(family, group, labels, cells, sink);
                    }
                }
                View::Sums { by, only } => {
                    let names: Vec<&str> = by.iter().map(|index| group.names[*index]).collect();
                    for (values, cells) in sums(snapshot, by, only) {
                        let mut text = String::new();
                        for (name, value) in names.iter().zip(&values).filter(|(_, value)| !value.is_empty()) {
                            write_label(&mut text, name, value);
                        }
                        let labels = Labels { names: &names, values: &values, text: &text };
                        show(family, group, labels, &cells, sink);
                    }
                }
            }
        }
        self.visit_own(sink);
    }

    /// The counters about the crate itself.
    fn visit_own(&self, sink: &mut impl Sink) {
        let mut lines = |name, help, label: &str, values: Vec<(&str, u64)>| {
            sink.family(name, help, Type::Counter);
            for (value, count) in values {
                let labels = Labels { names: &[], values: &[], text: "" };
                sink.number(labels, Some((label, value)), Number::Count(count));
            }
        };
        lines(
            "missing_context_total",
            "Records made while no agent was known, by the attribute that made them.",
            "attribute",
            Attribute::ALL.map(|attribute| (attribute.as_str(), self.missing_context(attribute))).into(),
        );
        let overflowed = |family: &&Family| self.group(family.group).overflowed() > 0;
        lines(
            "series_overflow_total",
            "Records that went to the series `_overflow`, because the family has as many label sets as it may.",
            "metric",
            FAMILIES
                .iter()
                .filter(overflowed)
                .map(|family| (family.name, self.group(family.group).overflowed()))
                .collect(),
        );
        lines(
            "invalid_values_total",
            "Numbers that a metric can't take (negative, not a number, contradictory), dropped or clamped.",
            "metric",
            self.invalid_values().into_iter().collect(),
        );
        sink.family(
            "price_book_age_seconds",
            "Age of the prices in force: since their file was modified, or since the newest price that was compiled in.",
            Type::Gauge,
        );
        if let Some(age) = pricing::age_seconds() {
            let labels = Labels { names: &[], values: &[], text: "" };
            sink.number(labels, None, Number::Level(age.cast_signed()));
        }
    }
}

/// The cells summed by some labels, in the order of these labels.
fn sums<'a>(snapshot: &'a Snapshot, by: &[usize], only: Option<(usize, &str)>) -> BTreeMap<Vec<&'a str>, Vec<u64>> {
    let mut sums: BTreeMap<Vec<&str>, Vec<u64>> = BTreeMap::new();
    let wanted = |series: &Series| only.is_none_or(|(index, value)| *series.key[index] == *value);
    for (series, cells) in snapshot.kept().filter(|(series, _)| wanted(series)) {
        let key = by.iter().map(|index| &*series.key[*index]).collect();
        add(sums.entry(key).or_insert_with(|| vec![0; cells.len()]), cells);
    }
    sums
}

/// Shows what was written of one series.
fn show(family: &Family, group: &Group, labels: Labels<'_>, cells: &[u64], sink: &mut impl Sink) {
    let written = |cell: usize| cells[WRITTEN] & (1 << cell) != 0;
    match family.source {
        Source::Cell(cell) if written(cell) => sink.number(labels, None, family.kind.number(cells[cell])),
        Source::Cell(_) => {}
        Source::Split(label, values) => {
            for (value, cell) in values.iter().filter(|(_, cell)| written(*cell)) {
                sink.number(labels, Some((label, value)), family.kind.number(cells[*cell]));
            }
        }
        Source::Histogram(index) => {
            let histogram = &group.layout.histograms[index];
            let cells = &cells[histogram.start..histogram.end()];
            if cells[..=histogram.bounds.len()].iter().any(|count| *count > 0) {
                sink.histogram(labels, histogram, cells);
            }
        }
    }
}

impl Kind {
    fn number(self, cell: u64) -> Number {
        match self {
            Self::Money => Number::Picodollars(cell),
            Self::Gauge => Number::Level(cell.cast_signed()),
            Self::Counter | Self::Seconds(_) | Self::Counted(_) => Number::Count(cell),
        }
    }
}

impl From<Kind> for Type {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Counter | Kind::Money => Self::Counter,
            Kind::Gauge => Self::Gauge,
            Kind::Seconds(_) | Kind::Counted(_) => Self::Histogram,
        }
    }
}
