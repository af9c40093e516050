//! Decides which families of external collectors can be shown: Prometheus refuses a whole text for one name that stands in it twice,
//! or for one line that it can't read.

use super::{
    format::{ExpositionConfig, Format},
    value::Value as _,
    visitor::Type,
};
use crate::metrics::{Family, SELF_FAMILIES};
use prometheus::proto::{Histogram, LabelPair, Metric, MetricFamily, MetricType};
use std::collections::HashSet;

/// Takes the families that can't be shown beside the instance's `own` ones out of `families`, and returns them.
pub(crate) fn take_unpresentable(
    families: &mut Vec<MetricFamily>,
    own: impl Iterator<Item = &'static Family>,
    exposition: &ExpositionConfig,
    format: Format,
) -> Vec<MetricFamily> {
    let own = own.map(|family| (family.name, Type::from(family.kind)));
    let own = own.chain(
        SELF_FAMILIES
            .iter()
            .map(|family| (family.name, if family.name.ends_with("_total") { Type::Counter } else { Type::Gauge })),
    );
    let own = own.flat_map(|(name, kind)| names(&format!("{}{name}", exposition.prefix_of(name)), kind.into(), format));
    let mut taken: HashSet<String> = own.collect();
    let mut is_presentable = |family: &mut MetricFamily| {
        if !is_readable(family) {
            return false;
        }
        let names = names(family.name(), family.get_field_type(), format);
        let is_free = !names.iter().any(|name| taken.contains(name));
        if is_free {
            taken.extend(names);
        }
        is_free
    };
    families.extract_if(.., |family| !is_presentable(family)).collect()
}

/// The names that a family takes: its own, and those of its samples.
fn names(name: &str, kind: MetricType, format: Format) -> Vec<String> {
    let (name, suffixes): (_, &[&str]) = match (kind, format) {
        (MetricType::HISTOGRAM, Format::OpenMetrics) => (name, &["", "_bucket", "_sum", "_count", "_created"]),
        (MetricType::HISTOGRAM, Format::Prometheus) => (name, &["", "_bucket", "_sum", "_count"]),
        (MetricType::SUMMARY, _) => (name, &["", "_sum", "_count"]),
        (MetricType::COUNTER, Format::OpenMetrics) => {
            name.strip_suffix("_total").map_or((name, &[""]), |name| (name, &["", "_total", "_created"]))
        }
        _ => (name, &[""]),
    };
    suffixes.iter().map(|suffix| format!("{name}{suffix}")).collect()
}

/// True if every line of the family can be read, and none stands in it twice.
fn is_readable(family: &MetricFamily) -> bool {
    let kind = family.get_field_type();
    let mut label_sets = HashSet::new();
    is_name(family.name(), true)
        && family.get_metric().iter().all(|metric| {
            let labels = metric.get_label();
            has_readable_labels(labels, kind)
                && has_readable_value(metric, kind)
                && label_sets.insert(label_set(labels))
        })
}

fn has_readable_labels(labels: &[LabelPair], kind: MetricType) -> bool {
    let of_kind = match kind {
        MetricType::HISTOGRAM => "le",
        MetricType::SUMMARY => "quantile",
        _ => "",
    };
    let is_readable = |name: &str| is_name(name, false) && !name.starts_with("__") && name != of_kind;
    let names: HashSet<&str> = labels.iter().map(LabelPair::name).collect();
    names.len() == labels.len() && names.into_iter().all(is_readable)
}

/// A label with an empty value is none.
fn label_set(labels: &[LabelPair]) -> Vec<(&str, &str)> {
    let mut set: Vec<_> = labels.iter().map(|label| (label.name(), label.value())).collect();
    set.retain(|(_, value)| !value.is_empty());
    set.sort_unstable();
    set
}

fn has_readable_value(metric: &Metric, kind: MetricType) -> bool {
    match kind {
        MetricType::COUNTER => metric.get_counter().value() >= 0.0, // nor is it NaN
        MetricType::HISTOGRAM => is_cumulative(metric.get_histogram()),
        MetricType::SUMMARY => {
            let quantiles = metric.get_summary().get_quantile();
            let are_rising = quantiles.is_sorted_by(|one, next| one.quantile() < next.quantile());
            are_rising && quantiles.iter().all(|quantile| (0.0..=1.0).contains(&quantile.quantile()))
        }
        _ => true,
    }
}

fn is_cumulative(histogram: &Histogram) -> bool {
    let buckets = histogram.get_bucket();
    let rises = buckets.is_sorted_by(|one, next| one.upper_bound() < next.upper_bound());
    let counts = || buckets.iter().map(prometheus::proto::Bucket::cumulative_count);
    let is_bound = |bucket: &prometheus::proto::Bucket| !bucket.upper_bound().is_nan();
    rises && buckets.iter().all(is_bound) && counts().chain([histogram.get_sample_count()]).is_sorted()
}

/// True if Prometheus allows it as the (start of the) name of a metric or label.
pub(crate) fn is_name(name: &str, colons: bool) -> bool {
    let allowed = |first: bool, character: char| {
        character == '_'
            || character.is_ascii_alphabetic()
            || (colons && character == ':')
            || (!first && character.is_ascii_digit())
    };
    !name.is_empty() && name.chars().enumerate().all(|(index, character)| allowed(index == 0, character))
}
