//! LLM calls under the labels of OpenTelemetry's conventions.

use super::visitor::{CellView, Labels, MetricVisitor, show};
use crate::{
    metrics::{Attachment, Family, Group, write_label},
    pricing::provider_name,
};

/// Shows the calls of one agent and model (the two labels).
pub(super) fn show_call<A: Attachment>(
    family: &Family,
    group: &Group<A>,
    labels: &[&str],
    token_type: Option<&str>,
    read: CellView<'_>,
    visitor: &mut impl MetricVisitor,
) {
    let [agent_id, model] = labels else { return };
    let provider = provider_name(model);
    let mut names = vec!["gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model", "gen_ai_agent_id"];
    let mut values = vec!["chat", provider, *model, *agent_id];
    if let Some(token_type) = token_type {
        names.push("gen_ai_token_type");
        values.push(token_type);
    }
    let mut text = String::new();
    for (name, value) in names.iter().zip(&values) {
        write_label(&mut text, name, value);
    }
    show(family, group, Labels::of_sum(&names, &values, &text), read, visitor);
}
