//! Records one LLM call in the series of the model that answered.

use super::{
    super::{
        abort_outcome::GuardState,
        agent_labels::{AgentLabels, UNKNOWN, first},
        cost_recording::{CostOutcome, add_cost},
        deferred::ReportTarget,
        guard_core::{GuardCore, methods_of_core},
        instrumented::Guard,
        interned_model::InternedModel,
        llm_accumulator::LlmAccumulator,
        llm_handle::HandleSource,
        llm_nesting::LlmNestingRole,
        nesting::{CallKinds, NestingFrame},
        response_report::ResponseReport,
    },
    LlmCallGuard,
};
use crate::{
    clock::Moment,
    context::Context,
    error::ErrorType,
    instance::Instance,
    metrics::{AttributeKind, Cells, Direction, GroupKind, Outcome, SeriesId, call},
    pricing::{self, same_model},
    usage::{DisjointUsage, LlmResponse, TokenUsage},
};
use std::sync::Arc;

/// Begins a call with the labels as the attribute gives them: the agent, the model, the kind of process, the variant of a
/// worker.
pub(super) fn begin(
    context: Option<&Context>,
    given: [&str; 4],
    provider: &str,
    is_attempt: bool,
) -> (GuardCore<LlmNestingRole>, Option<Arc<InternedModel>>) {
    let [agent_id, model, process_type, worker_type] = given;
    let role = LlmNestingRole::begin(is_attempt);
    let labels = AgentLabels { agent_id, process_type, worker_type };
    let mut core = GuardCore::begin(
        GroupKind::Calls,
        context,
        agent_id,
        given,
        |context, find| {
            // The first price may be wanted soon.
            pricing::load_in_background();
            let labels = labels.in_context(context);
            find(&[labels.agent_id, first([model, UNKNOWN]), labels.process_type, labels.worker_type])
        },
        |cells| begin_active(role, cells),
        (NestingFrame::inside(), role),
    );
    if role.is_inside() && core.instance.enabled {
        role.begun(&core.frame);
    }
    core.open_given(context, labels);
    let has_names = !provider.is_empty() || core.instance.registry.group(GroupKind::Calls).is_overflow(core.series);
    let model_and_provider = if has_names { Some(InternedModel::intern(provider, model)) } else { None };
    (core, model_and_provider)
}

/// Counts that the call is active. A request is in flight once, however many calls it has inside.
#[inline]
fn begin_active(role: LlmNestingRole, cells: Cells<'_>) {
    if role == LlmNestingRole::Outermost {
        return cells.begin(call::OUTCOMES);
    }
    if role.is_request() {
        cells.show_begun(call::OUTCOMES);
    }
    if role.is_inside() {
        cells.inc_active_inside();
    } else {
        cells.inc_active();
    }
    if role.is_attempt() {
        cells.show(call::ATTEMPTS.of(Outcome::Ok)); // from the start of the first one on
    }
}

/// Counts that the call is not active any more.
#[inline]
fn end_active(role: LlmNestingRole, cells: Cells<'_>) {
    if role.is_inside() {
        cells.dec_active_inside();
    } else {
        cells.dec_active();
    }
}

impl<H: HandleSource> LlmCallGuard<H> {
    /// Records the call with the report of its response, and the items of its stream. Only the first record counts.
    pub(super) fn record(&mut self, response: &ResponseReport<&str>, items: Option<&LlmAccumulator>) {
        let Some(now) = self.core.end() else { return };
        let mut arrivals = Arrivals {
            first_token: items.and_then(|items| items.first_token),
            ended: items.and_then(LlmAccumulator::last_item).unwrap_or(now),
            in_parts: items.is_some(),
        };
        let model_and_provider = self.model_and_provider.as_ref();
        let Some(handle) = self.handle.as_handle() else {
            return write(&self.core, model_and_provider, response, arrivals);
        };
        let reported = handle.reported();
        let response = response.overridden_by(&reported.response);
        arrivals.first_token = reported.first_token.or(arrivals.first_token);
        if let Some(last_item) = reported.last_item().filter(|_| items.is_none()) {
            arrivals.in_parts = true;
            if reported.response.is_end {
                arrivals.ended = last_item;
            }
        }
        write(&self.core, model_and_provider, &response, arrivals);
    }

    /// The stream ended.
    pub fn finish(&mut self, items: &LlmAccumulator) {
        self.record(&items.response.as_borrowed(), Some(items));
    }

    /// From now on to be dropped is a normal end: the guard goes on with a stream that its reader may leave.
    #[must_use]
    pub fn may_be_dropped(mut self) -> Self {
        self.core.state.allow_drop();
        self
    }
}

/// When the answer came, and how.
#[derive(Clone, Copy)]
struct Arrivals {
    first_token: Option<Moment>,
    /// When the last item of a stream came, else when the call ended.
    ended: Moment,
    /// The answer is a stream, or came in parts that were reported by hand.
    in_parts: bool,
}

fn write(
    core: &GuardCore<LlmNestingRole>,
    model_and_provider: Option<&Arc<InternedModel>>,
    response: &ResponseReport<&str>,
    Arrivals { first_token, ended, in_parts }: Arrivals,
) {
    let disjoint = response.usage.as_ref().map(TokenUsage::disjoint);
    let usage = disjoint.as_ref().filter(|usage| !usage.tells_nothing());
    let counted = core.extra.end(&core.frame, usage.is_some());
    let usage = usage.filter(|_| counted.tokens);
    let error = core.frame.end(response.failure, counted.request);
    let has_answered = response.failure.is_none();
    // The call around attempts may not tell why the model stopped, where they do.
    let reason = response.finish_reason.or(core.frame.reason().filter(|_| has_answered));
    if let Some(reason) = reason.filter(|_| has_answered && core.extra.is_inside()) {
        core.frame.note_reason(reason);
    }
    let instance: &Instance = &core.instance;
    let calls = instance.registry.group(GroupKind::Calls);
    if !counted.request && !counted.attempt && usage.is_none() {
        return calls.write(core.series, |cells| end_active(core.extra, cells));
    }
    core.count_missing_context(AttributeKind::LlmMetered);
    let duration = core.until(ended);
    let first_token = first_token.map(|first_token| core.until(first_token));
    let answered = response.model.filter(|model| !model.is_empty());
    if disjoint.is_some_and(|usage| usage.is_inconsistent) {
        instance.registry.count_invalid_value(call::TOKENS);
    }
    let end = |cells: Cells<'_>| end_active(core.extra, cells);
    // Without an answer the model is the requested one, if that is known.
    let (series, outcome) =
        calls.end_under_answering_model(core.series, answered, same_model, end, |series, cached_price, cells| {
            if counted.request {
                cells.observe_end(call::DURATION, duration, call::OUTCOMES, response.failure);
                // Does nothing unless the names of OpenTelemetry are shown.
                cells.observe(call::OTEL_DURATION, duration);
                if let Some(waited) = first_token {
                    cells.observe(call::FIRST_TOKEN, waited);
                }
                if let Some(reason) = reason {
                    cells.count(call::FINISH_REASONS.of(reason));
                }
            }
            if counted.attempt {
                cells.add_outcome(call::ATTEMPTS, response.failure);
            }
            let Some(usage) = usage else {
                // What a stream has used that was left before its end is not known, though it is billed.
                let was_left = in_parts && response.failure == Some(ErrorType::Cancelled);
                if counted.request && counted.tokens && (response.failure.is_none() || was_left) {
                    cells.count(call::USAGE_MISSING);
                }
                return CostOutcome::Done;
            };
            write_tokens(cells, usage);
            add_cost(instance, (series, cached_price, cells), model_and_provider, answered, usage, ended)
        });
    if let (Some(usage), Some(outcome)) = (usage, outcome.filter(|outcome| *outcome != CostOutcome::Done)) {
        outcome.finish_pricing(&core.instance, series, model_and_provider, answered, usage.reported, ended);
    }
    if let Some(error_type) = error {
        write_error(instance, series, error_type);
    }
    if let Some(error_type) = response.failure {
        // A request that had attempts has failed with them.
        if counted.attempt || counted.request && !core.frame.recorded().intersects(CallKinds::ATTEMPT) {
            write_call_error(instance, core.series, series, error_type);
        }
    }
}

#[cold]
fn write_error(instance: &Instance, series: SeriesId, error_type: ErrorType) {
    let Some(series) = instance.registry.group(GroupKind::Calls).series(series) else { return };
    let [agent_id, _, process_type, worker_type] = &*series.key else { return };
    instance.registry.count_error(agent_id, process_type, error_type, worker_type);
}

/// Counts the error under the model that was requested, else the one that answered.
#[cold]
fn write_call_error(instance: &Instance, requested: SeriesId, answered: SeriesId, error_type: ErrorType) {
    let calls = instance.registry.group(GroupKind::Calls);
    let requested = calls.series(requested).filter(|series| *series.key[call::MODEL] != *UNKNOWN);
    let Some(series) = requested.or_else(|| calls.series(answered)) else { return };
    let [agent_id, model, tier, worker_type] = &*series.key else { return };
    instance.registry.count_call_error([agent_id, model, tier, worker_type], error_type);
}

/// Writes the tokens by direction, and the reasoning tokens inside one of them.
fn write_tokens(cells: Cells<'_>, usage: &DisjointUsage<'_>) {
    let [input, cached_input, cache_write, output] = usage.directions();
    cells.add_reported(call::TOKENS.of(Direction::Input), input);
    cells.add_reported(call::TOKENS.of(Direction::CachedInput), cached_input);
    cells.add_reported(call::TOKENS.of(Direction::CacheWrite), cache_write);
    cells.add_reported(call::TOKENS.of(Direction::Output), output);
    cells.add_reported(call::REASONING, usage.reasoning());
    if cells.has_histogram(call::OTEL_INPUT_TOKENS) {
        let inputs = [input, cached_input, cache_write].into_iter().flatten();
        if let Some(input) = inputs.reduce(u64::saturating_add) {
            cells.observe(call::OTEL_INPUT_TOKENS, input);
        }
        if let Some(output) = output {
            cells.observe(call::OTEL_OUTPUT_TOKENS, output);
        }
    }
}

impl<H: HandleSource> Guard for LlmCallGuard<H> {
    type Accumulator = LlmAccumulator;

    methods_of_core!();

    #[inline]
    fn opens(&self) -> CallKinds {
        self.core.extra.open_kinds()
    }
    fn finish_stream(&mut self, items: &LlmAccumulator) {
        self.finish(items);
    }
    fn failure_when_dropped(&mut self, reason: ErrorType) -> Option<ErrorType> {
        let has_finished = || self.handle.as_handle().is_some_and(|handle| handle.reported().response.is_end);
        let is_normal = reason == ErrorType::Cancelled && (self.core.state.may_be_dropped() || has_finished());
        (!is_normal).then_some(reason)
    }
}

impl<H: HandleSource> ReportTarget<'_, LlmCallGuard<H>> {
    /// Reports the success, or the item, from which the usage is read.
    #[inline]
    pub fn end<T: LlmResponse>(&mut self, failed: Option<ErrorType>, success: Option<T>) {
        match self {
            Self::Guard(call) => call.end(failed, success),
            Self::Accumulator(items) => items.item(failed, success.as_ref()),
        }
    }

    /// Reports nothing but how it failed.
    #[inline]
    pub fn end_without_usage(&mut self, failed: Option<ErrorType>) {
        match self {
            Self::Guard(call) => call.end_without_usage(failed),
            Self::Accumulator(items) => items.item_without_usage(failed),
        }
    }
}
