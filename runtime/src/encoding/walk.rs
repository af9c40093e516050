//! Walks what a registry holds, family by family, and gives each sample to a visitor.

use super::{
    otel_genai,
    snapshot::Snapshot,
    visitor::{CellView, Labels, MetricVisitor, Number, Type},
};
use crate::metrics::{
    AttributeKind, COLLECTOR_ERRORS, FAMILIES, Family, Group, GroupKind, INVALID_VALUES, LABEL_TRUNCATED, LabelValues,
    Layout, MISSING_CONTEXT, PRESENCE_MASK, PRICE_BOOK_AGE, Registry, SERIES_OVERFLOW, SelfFamily, SeriesAttachment,
    Source, View, write_label,
};
use std::ops::Range;

/// Shows every family of a registry to the visitor. The age of the price book is in seconds.
pub(crate) fn visit<A: SeriesAttachment>(
    registry: &Registry<A>,
    price_book_age: Option<u64>,
    visitor: &mut impl MetricVisitor,
) {
    let snapshots = GroupKind::ALL.map(|kind| Snapshot::of(registry.group(kind)));
    for family in registry.options.families() {
        let (group, snapshot) = (registry.group(family.group()), &snapshots[family.group() as usize]);
        visitor.family(family.name, family.help, family.kind.into());
        let Some(summed) = family.sum() else {
            for (series, text, cells) in snapshot.shown() {
                let oldest_age =
                    if matches!(family.source, Source::OldestAge(_)) { snapshot.oldest_age(series) } else { 0 };
                let view = CellView { present: cells[PRESENCE_MASK], first: 0, cells, oldest_age };
                let labels = Labels::of_series(group.names, &series.key, text);
                view.show(family, &group.layout, labels, visitor);
            }
            continue;
        };
        let names: Vec<&str> = summed.by.iter().map(|index| group.names[*index]).collect();
        let range = family.cells(&group.layout);
        for sum in snapshot.sums(summed, &range) {
            let view = CellView { present: sum.present, first: range.start, cells: &sum.cells, oldest_age: 0 };
            if let View::OtelGenAi { token_type } = family.view {
                otel_genai::show(family, &group.layout, &sum.labels, token_type, view, visitor);
                continue;
            }
            let mut text = String::new();
            for (name, value) in names.iter().zip(&sum.labels).filter(|(_, value)| !value.is_empty()) {
                write_label(&mut text, name, value);
            }
            view.show(family, &group.layout, Labels::of_sum(&names, &sum.labels, &text), visitor);
        }
    }
    visit_self(registry, price_book_age, visitor);
}

/// Shows the families about the crate itself.
fn visit_self<A: SeriesAttachment>(
    registry: &Registry<A>,
    price_book_age: Option<u64>,
    visitor: &mut impl MetricVisitor,
) {
    let missing_context = AttributeKind::ALL.map(|attribute| registry.missing_context(attribute));
    let missing_context = AttributeKind::VALUES.iter().copied().zip(missing_context);
    show_counters(&MISSING_CONTEXT, missing_context, visitor);
    let by_family = |count: fn(&Group<A>) -> u64| {
        let counts = FAMILIES.iter().map(move |family| (family.name, count(registry.group(family.group()))));
        counts.filter(|(_, count)| *count > 0)
    };
    show_counters(&SERIES_OVERFLOW, by_family(Group::overflow_records), visitor);
    show_counters(&LABEL_TRUNCATED, by_family(Group::truncated_labels), visitor);
    show_counters(&INVALID_VALUES, registry.invalid_values().into_iter(), visitor);
    visitor.family(COLLECTOR_ERRORS.name, COLLECTOR_ERRORS.help, Type::Counter);
    for (collector, count) in registry.collector_errors() {
        // The names of collectors are the user's, and may need escaping.
        let mut text = String::new();
        let label = COLLECTOR_ERRORS.label.unwrap_or_default();
        write_label(&mut text, label, &collector);
        visitor.number(Labels::of_sum(&[label], &[&collector], &text), None, Number::Count(count.into()));
    }
    visitor.family(PRICE_BOOK_AGE.name, PRICE_BOOK_AGE.help, Type::Gauge);
    if let Some(age) = price_book_age {
        visitor.number(Labels::NONE, None, Number::Level(age.into()));
    }
}

fn show_counters<'a>(
    family: &SelfFamily,
    counters: impl Iterator<Item = (&'a str, u64)>,
    visitor: &mut impl MetricVisitor,
) {
    visitor.family(family.name, family.help, Type::Counter);
    for (value, count) in counters {
        visitor.number(Labels::NONE, family.label.map(|label| (label, value)), Number::Count(count.into()));
    }
}

impl Family {
    /// The cells that the family is read from.
    fn cells(&self, layout: &Layout) -> Range<usize> {
        let cells = |first: usize, count| first..first.saturating_add(count);
        match self.source {
            Source::Cell(cell) | Source::OldestAge(cell) => cells(cell.index(), 1),
            Source::ByLabel { values, first, .. } => cells(first.index(), values.len()),
            Source::Outcomes { failures, ended } => failures.index()..layout.histograms[ended.index].end(),
            Source::Difference { of, less } => less.index()..of.index().saturating_add(1),
            Source::SumOf(cells) => {
                let indices = || cells.iter().map(|cell| cell.index());
                indices().min().unwrap_or(0)..indices().max().map_or(0, |last| last.saturating_add(1))
            }
            Source::CountOf(histogram) | Source::Histogram(histogram) => {
                let histogram = &layout.histograms[histogram.index];
                histogram.start..histogram.end()
            }
        }
    }
}
