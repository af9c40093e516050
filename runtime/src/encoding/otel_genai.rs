//! Shows LLM calls under the label names of OpenTelemetry's semantic conventions for generative AI.

use super::visitor::{CellView, Labels, MetricVisitor};
use crate::{
    metrics::{Family, Layout, call, write_label},
    pricing::provider_name,
};

/// The labels by which the calls are summed.
pub(super) const SUMMED_BY: [usize; 2] = [call::AGENT_ID, call::MODEL];

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
    let mut names = vec!["gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model", "gen_ai_agent_id"];
    let mut values = vec!["chat", provider_name(model), *model, *agent_id];
    if let Some(token_type) = token_type {
        names.push("gen_ai_token_type");
        values.push(token_type);
    }
    let mut text = String::new();
    for (name, value) in names.iter().zip(&values) {
        write_label(&mut text, name, value);
    }
    view.show(family, layout, Labels::of_sum(&names, &values, &text), visitor);
}
