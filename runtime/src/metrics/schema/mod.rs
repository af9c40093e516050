//! Declares once what is stored and what is shown: the groups of series with their cells, and the families read from them.

mod cell;
mod default_buckets;
mod families;
mod family;
mod group_kind;
mod groups;
mod label_values;
mod otel_genai;
mod self_monitoring;

pub(crate) use cell::{
    BEGUN, BEGUN_INSIDE, CellId, ENDED, ENDED_INSIDE, HistogramId, LabelValues, PRESENCE_MASK, SCALARS,
};
pub(crate) use families::FAMILIES;
pub(crate) use family::{Family, MetricType, Shown, Source, SumBy, View};
pub(crate) use group_kind::GroupKind;
pub(crate) use groups::{GroupSchema, call, call_error, error, memory, process, tool};
pub(crate) use label_values::{AttributeKind, Direction, IncompleteReason, Outcome};
pub(crate) use otel_genai::{OTEL_GENAI, OTEL_GENAI_INFERENCE, OTEL_LABELS};
pub(crate) use self_monitoring::{
    ALL as SELF_FAMILIES, COLLECTOR_ERRORS, INVALID_VALUES, LABEL_TRUNCATED, MISSING_CONTEXT, PRICE_BOOK_AGE,
    SERIES_OVERFLOW, SelfFamily,
};

/// Every label name that a family may have, by either naming.
pub(crate) fn label_names() -> impl Iterator<Item = &'static str> {
    let of_series = GroupKind::ALL.into_iter().flat_map(|kind| kind.schema().labels.iter().copied());
    let of_families = FAMILIES.iter().filter_map(|family| match family.source {
        Source::ByLabel { label, .. } => Some(label),
        Source::Histogram(_) => Some("le"),
        Source::Outcomes { .. } => Some(Outcome::LABEL),
        Source::Cell(_) | Source::SumOf(_) | Source::CountOf(_) | Source::Difference { .. } | Source::OldestAge(_) => {
            None
        }
    });
    let of_crate = self_monitoring::ALL.iter().filter_map(|family| family.label);
    of_series.chain(of_families).chain(of_crate).chain(OTEL_LABELS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_label_is_known() {
        let expected = [
            "agent_id",
            "attribute",
            "collector",
            "direction",
            "error_type",
            "gen_ai_agent_id",
            "gen_ai_operation_name",
            "gen_ai_provider_name",
            "gen_ai_request_model",
            "gen_ai_token_type",
            "le",
            "metric",
            "model",
            "operation",
            "outcome",
            "process_type",
            "reason",
            "tier",
            "tool_name",
            "worker_type",
        ];
        assert_eq!(label_names().collect::<BTreeSet<_>>(), BTreeSet::from(expected));
    }

    #[test]
    fn families_have_names_of_their_own() {
        let names: Vec<_> = FAMILIES.iter().map(|family| family.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn each_histogram_is_shown_by_a_family_of_its_group() {
        for kind in GroupKind::ALL {
            for (index, histogram) in kind.schema().histograms.iter().enumerate() {
                assert_eq!((histogram.group, histogram.index), (kind, index));
                let families = FAMILIES.iter().chain(OTEL_GENAI).chain(OTEL_GENAI_INFERENCE);
                assert!(families.filter(|family| family.shows(histogram)).count() > 0, "{histogram:?}");
            }
        }
    }

    #[test]
    fn the_families_of_a_group_single_out_values_of_one_label() {
        for kind in GroupKind::ALL {
            let label = |family: &Family| match family.view {
                View::Sums(SumBy { only: Some((label, _)), .. }) => Some(label),
                _ => None,
            };
            let labels = FAMILIES.iter().filter(|family| family.group() == kind).filter_map(label);
            assert!(labels.collect::<BTreeSet<_>>().len() <= 1, "{kind:?}");
        }
    }
}
