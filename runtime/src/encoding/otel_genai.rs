//! Shows LLM calls under the label names of OpenTelemetry's semantic conventions for generative AI.

use super::visitor::{CellView, Labels, MetricVisitor};
use crate::{
    metrics::{Family, Layout, OTEL_LABELS, write_label},
    pricing::provider_name,
};

/// Shows the calls of one agent and model.
pub(super) fn show(
    family: &Family,
    layout: &Layout,
    labels: &[&str],
    token_type: Option<&str>,
    view: CellView<'_>,
    visitor: &mut impl MetricVisitor,
) {
    let [agent_id, model] = labels else { return };
    let values = ["chat", provider_name(model), *model, *agent_id, token_type.unwrap_or_default()];
    let mut text = String::new();
    for (name, value) in OTEL_LABELS.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        write_label(&mut text, name, value);
    }
    view.show(family, layout, Labels::of_sum(&OTEL_LABELS, &values, &text), visitor);
}
