//! Keeps all samples of a scrape.

use super::super::{Labels, MetricVisitor, Number, Type, visit};
use crate::{
    instance::ContextAndPrice,
    metrics::{HistogramLayout, Registry},
};
use std::collections::BTreeMap;

/// The samples by the name of the family and the labels; those of histograms are the counts by bucket, and the sum.
#[derive(Default)]
pub(super) struct Samples {
    family: (&'static str, bool),
    pub(super) counters: BTreeMap<(&'static str, String), Vec<u128>>,
    pub(super) gauges: BTreeMap<(&'static str, String), u128>,
}

impl Samples {
    pub(super) fn of(registry: &Registry<ContextAndPrice>) -> Self {
        let mut samples = Self::default();
        visit(registry, None, &mut samples);
        samples
    }

    /// The sum of a family's samples; the count if it is a histogram.
    pub(super) fn total(&self, name: &str) -> u128 {
        let of_family = self.counters.iter().filter(|((family, _), _)| *family == name);
        of_family.flat_map(|(_, values)| if values.len() > 1 { &values[..values.len() - 1] } else { values }).sum()
    }
}

impl MetricVisitor for Samples {
    fn family(&mut self, name: &'static str, _: &'static str, kind: Type) {
        self.family = (name, kind == Type::Gauge);
    }

    fn number(&mut self, labels: Labels<'_>, own_label: Option<(&str, &str)>, number: Number) {
        let (Number::Count(value) | Number::Picodollars(value) | Number::Level(value)) = number else { return };
        let key = (self.family.0, format!("{},{own_label:?}", labels.text));
        if self.family.1 {
            self.gauges.insert(key, value);
        } else {
            self.counters.insert(key, vec![value]);
        }
    }

    fn histogram(&mut self, labels: Labels<'_>, _: &HistogramLayout, cells: &[u128]) {
        self.counters.insert((self.family.0, labels.text.to_owned()), cells.to_vec());
    }
}
