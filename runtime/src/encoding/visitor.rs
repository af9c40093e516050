//! Walks what a registry holds, family by family, for whoever shows it: the text, the `prometheus` collector, a test.

use super::otel_genai;
use crate::{
    metrics::{
        Attachment, Attribute, FAMILIES, Family, Group, GroupKind, Histogram, Kind, PRESENCE_MASK, Registry, Series,
        Source, View, write_label,
    },
    pricing,
};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::{hash::BuildHasher, ops::Range, sync::Arc};

/// The labels of one line.
#[derive(Clone, Copy)]
pub(crate) struct Labels<'a> {
    names: &'a [&'a str],
    values: Values<'a>,
    /// The same, as they stand in the text format.
    pub(crate) text: &'a str,
}

#[derive(Clone, Copy)]
enum Values<'a> {
    OfSeries(&'a [Box<str>]),
    OfSum(&'a [&'a str]),
}

impl<'a> Labels<'a> {
    pub(super) fn of_sum(names: &'a [&'a str], values: &'a [&'a str], text: &'a str) -> Self {
        Self { names, values: Values::OfSum(values), text }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let values = self.values;
        let value = move |index: usize| match values {
            Values::OfSeries(values) => values.get(index).map(|value| &**value),
            Values::OfSum(values) => values.get(index).copied(),
        };
        self.names.iter().enumerate().filter_map(move |(index, name)| Some((*name, value(index)?)))
    }
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

pub(crate) trait MetricVisitor {
    /// What follows belongs to this family.
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type);
    /// One counter or gauge; `split` is one more label.
    fn number(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, number: Number);
    /// One histogram: a count for each bound and one for what is above, then the sum.
    fn histogram(&mut self, labels: Labels<'_>, histogram: &Histogram, cells: &[u64]);
}

/// All series of a group, each read once, so that its families agree.
struct Snapshot<A: Attachment> {
    series: Vec<Arc<Series<A>>>,
    /// The labels' text of each, one after the other: families go through them in order, and the memory is in order, too.
    texts: String,
    ends: Vec<usize>,
    cells: Vec<u64>,
    width: usize,
    /// How many of the first series take what is above the cap, and their sum.
    overflows: usize,
    overflow: Vec<u64>,
}

impl<A: Attachment> Snapshot<A> {
    fn of(group: &Group<A>) -> Self {
        let (series, width, overflows) = (group.all(), group.layout.width, group.overflows());
        let mut cells = vec![0; series.len() * width];
        let (mut texts, mut ends) = (String::new(), Vec::with_capacity(series.len()));
        for (series, cells) in series.iter().zip(cells.chunks_exact_mut(width)) {
            series.read(cells);
            texts.push_str(&series.text);
            ends.push(texts.len());
        }
        let mut overflow = vec![0; width];
        cells.chunks_exact(width).take(overflows).for_each(|cells| add(&mut overflow, cells));
        Self { series, texts, ends, cells, width, overflows, overflow }
    }

    /// The series as they are kept.
    fn kept(&self) -> impl Iterator<Item = (&Series<A>, &[u64])> {
        self.series.iter().map(|series| &**series).zip(self.cells.chunks_exact(self.width))
    }

    /// The series as they are shown, with their labels' text: what is above the cap is one, at the end.
    fn shown(&self) -> impl Iterator<Item = (&Series<A>, &str, &[u64])> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let texts = starts.zip(&self.ends).map(|(start, end)| &self.texts[*start..*end]);
        let all = self.kept().zip(texts).map(|((series, cells), text)| (series, text, cells));
        let overflow = self.series.first().map(|series| (&**series, &*series.text, &*self.overflow));
        all.skip(self.overflows).chain(overflow)
    }
}

fn add(sums: &mut [u64], cells: &[u64]) {
    sums[PRESENCE_MASK] |= cells[PRESENCE_MASK];
    for (sum, cell) in sums.iter_mut().zip(cells).skip(1) {
        *sum = sum.wrapping_add(*cell);
    }
}

impl<A: Attachment> Registry<A> {
    pub(crate) fn visit(&self, visitor: &mut impl MetricVisitor) {
        let snapshots = GroupKind::ALL.map(|kind| Snapshot::of(self.group(kind)));
        for family in FAMILIES.iter().chain(self.options.otel_families) {
            let (group, snapshot) = (self.group(family.group), &snapshots[family.group as usize]);
            visitor.family(family.name, family.help, family.kind.into());
            match family.view {
                View::Each => {
                    for (series, text, cells) in snapshot.shown() {
                        let labels = Labels { names: group.names, values: Values::OfSeries(&series.key), text };
                        let read = CellView { written: cells[PRESENCE_MASK], first: 0, cells };
                        show(family, group, labels, read, visitor);
                    }
                }
                View::Sums { by, only } => {
                    let names: Vec<&str> = by.iter().map(|index| group.names[*index]).collect();
                    let range = family.cells(group);
                    for Sum { labels: values, written, cells } in sums(snapshot, by, only, &range) {
                        let mut text = String::new();
                        for (name, value) in names.iter().zip(&values).filter(|(_, value)| !value.is_empty()) {
                            write_label(&mut text, name, value);
                        }
                        let labels = Labels { names: &names, values: Values::OfSum(&values), text: &text };
                        let read = CellView { written, first: range.start, cells: &cells };
                        show(family, group, labels, read, visitor);
                    }
                }
                View::OtelGenAi { token_type } => {
                    let range = family.cells(group);
                    for Sum { labels, written, cells } in sums(snapshot, &[0, 1], None, &range) {
                        let read = CellView { written, first: range.start, cells: &cells };
                        otel_genai::show_call(family, group, &labels, token_type, read, visitor);
                    }
                }
            }
        }
        self.visit_own(visitor);
    }

    /// The counters about the crate itself.
    fn visit_own(&self, visitor: &mut impl MetricVisitor) {
        let mut lines = |name, help, label: &str, values: Vec<(&str, u64)>| {
            visitor.family(name, help, Type::Counter);
            for (value, count) in values {
                let labels = Labels { names: &[], values: Values::OfSum(&[]), text: "" };
                visitor.number(labels, Some((label, value)), Number::Count(count));
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
        visitor.family(
            "price_book_age_seconds",
            "Age of the prices in force: since their file was modified, or since the newest price that was compiled in.",
            Type::Gauge,
        );
        if let Some(age) = pricing::age_seconds() {
            let labels = Labels::of_sum(&[], &[], "");
            visitor.number(labels, None, Number::Level(age.cast_signed()));
        }
    }
}

/// What a family shows for some labels.
struct Sum<'a> {
    labels: Vec<&'a str>,
    /// Which cells were written.
    written: u64,
    /// Those cells that the family is read from.
    cells: Vec<u64>,
}

/// The sums by some labels, in the order in which their series came to be.
fn sums<'a, A: Attachment>(
    snapshot: &'a Snapshot<A>,
    by: &[usize],
    only: Option<(usize, &str)>,
    range: &Range<usize>,
) -> Vec<Sum<'a>> {
    let hasher = DefaultHashBuilder::default();
    let (mut sums, mut places) = (Vec::<Sum<'_>>::new(), HashTable::<usize>::new());
    let wanted = |series: &Series<A>| only.is_none_or(|(index, value)| *series.key[index] == *value);
    for (series, cells) in snapshot.kept().filter(|(series, _)| wanted(series)) {
        let labels = || by.iter().map(|index| &*series.key[*index]);
        let hash = |labels: &mut dyn Iterator<Item = &str>| {
            labels.fold(0_u64, |hash, label| hash.rotate_left(5) ^ hasher.hash_one(label))
        };
        let is_it = |place: &usize| sums[*place].labels.iter().copied().eq(labels());
        let key = hash(&mut labels());
        let place = if let Some(place) = places.find(key, is_it) {
            *place
        } else {
            let place = sums.len();
            sums.push(Sum { labels: labels().collect(), written: 0, cells: vec![0; range.len()] });
            places.insert_unique(key, place, |place| hash(&mut sums[*place].labels.iter().copied()));
            place
        };
        let sum = &mut sums[place];
        sum.written |= cells[PRESENCE_MASK];
        for (sum, cell) in sum.cells.iter_mut().zip(&cells[range.clone()]) {
            *sum = sum.wrapping_add(*cell);
        }
    }
    sums
}

/// Cells of one line or more: those from `first` on.
#[derive(Clone, Copy)]
pub(super) struct CellView<'a> {
    written: u64,
    first: usize,
    cells: &'a [u64],
}

impl CellView<'_> {
    /// The cell, if it was ever written.
    fn cell(&self, cell: usize) -> Option<u64> {
        (self.written & (1 << cell) != 0).then(|| self.cells[cell - self.first])
    }
}

/// Shows what was written of one series.
pub(super) fn show<A: Attachment>(
    family: &Family,
    group: &Group<A>,
    labels: Labels<'_>,
    read: CellView<'_>,
    visitor: &mut impl MetricVisitor,
) {
    match family.source {
        Source::Cell(cell) => {
            if let Some(value) = read.cell(cell) {
                visitor.number(labels, None, family.kind.number(value));
            }
        }
        Source::Split(label, values) => {
            for (value, cell) in values {
                if let Some(number) = read.cell(*cell) {
                    visitor.number(labels, Some((label, value)), family.kind.number(number));
                }
            }
        }
        Source::SumOf(cells) => {
            let values = || cells.iter().filter_map(|cell| read.cell(*cell));
            if values().next().is_some() {
                visitor.number(labels, None, family.kind.number(values().fold(0, u64::wrapping_add)));
            }
        }
        Source::Histogram(index) => {
            let histogram = &group.layout.histograms[index];
            let cells = &read.cells[histogram.start - read.first..histogram.end() - read.first];
            if cells[..=histogram.bounds.len()].iter().any(|count| *count > 0) {
                visitor.histogram(labels, histogram, cells);
            }
        }
    }
}

impl Family {
    /// The cells that it is read from.
    fn cells<A: Attachment>(&self, group: &Group<A>) -> Range<usize> {
        match self.source {
            Source::Cell(cell) => cell..cell + 1,
            Source::Split(_, values) => span(values.iter().map(|(_, cell)| *cell)),
            Source::SumOf(cells) => span(cells.iter().copied()),
            Source::Histogram(index) => group.layout.histograms[index].start..group.layout.histograms[index].end(),
        }
    }
}

/// From the first of the cells to the last.
fn span(cells: impl Iterator<Item = usize> + Clone) -> Range<usize> {
    cells.clone().min().unwrap_or(0)..cells.max().map_or(0, |cell| cell + 1)
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
