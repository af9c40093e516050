//! One LLM call: begun with the function, recorded once.

use super::{
    billing::{Bill, bill},
    caller::{Caller, UNKNOWN},
    defaults::ContextSource,
    instrumented::Guard,
    interned_model::InternedModel,
    llm_handle::{HandleSource, NoHandle, Told, with_told},
    llm_stream::LlmAccumulator,
    model_name::same_model,
    nesting::NestingFrame,
    nesting_role::NestingRole,
    state::State,
};
use crate::{
    ErrorType, LabelBuffer, LabelValue, LlmResponse, TokenUsage,
    clock::Moment,
    context::{Context, ContextKey, with_context},
    instance::{Instance, InstanceRef},
    metrics::{
        Attribute, Cells, Find, GroupKind, LookupKey, SeriesId,
        cell::{call, outcome},
    },
    pricing,
};
use std::sync::Arc;

/// The label of [`CALL_LABELS`](crate::metrics::CALL_LABELS) that names the model.
pub(super) const MODEL: usize = 1;

/// The guard of `#[llm_metered]`. Dropped before its end it records `cancelled`, or `panic`.
#[derive(Debug)]
pub struct LlmCall<H: HandleSource = NoHandle> {
    running: Running,
    handle: H,
}

#[derive(Debug)]
struct Running {
    instance: InstanceRef,
    /// The series of the model that was asked for; its model is empty where that is not known.
    series: SeriesId,
    start: Moment,
    /// Names that the series does not hold: the provider; the model, where the series is the one above the cap.
    named: Option<Arc<InternedModel>>,
    frame: NestingFrame,
    role: NestingRole,
    state: State,
    without_agent: bool,
}

/// The labels as the attribute gives them; empty where it does not.
struct Given<'a> {
    /// As the series has them: the agent, the model, the kind of process, the variant of worker.
    labels: [&'a str; 4],
    provider: &'a str,
}

impl Given<'_> {
    /// Finds the series of these labels, the context's where they are not given.
    fn find(&self, context: Option<&Context>, find: Find<'_>) -> SeriesId {
        // The first price may be wanted soon.
        pricing::load_in_background();
        let [agent_id, model, tier, worker_type] = self.labels;
        with_context(context, |context| {
            let caller = Caller::new(context, agent_id, tier, worker_type);
            find(&[caller.agent_id, model, caller.process_type, caller.worker_type])
        })
    }
}

impl LlmCall {
    /// Begins a call; `handle` is [`NoHandle`], a reference to an `LlmHandle`, or an `Arc` of one.
    #[allow(clippy::too_many_arguments)] // one a key, and only expansions call it
    pub fn start<H: HandleSource>(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        tier: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        model: &(impl LabelValue + ?Sized),
        provider: &(impl LabelValue + ?Sized),
        handle: H,
        is_attempt: bool,
    ) -> LlmCall<H> {
        let [mut agent_buffer, mut tier_buffer, mut worker_buffer, mut model_buffer, mut provider_buffer] =
            [LabelBuffer::default(); 5];
        let given = Given {
            labels: [
                agent_id.as_label(&mut agent_buffer),
                model.as_label(&mut model_buffer),
                tier.as_label(&mut tier_buffer),
                worker_type.as_label(&mut worker_buffer),
            ],
            provider: provider.as_label(&mut provider_buffer),
        };
        LlmCall { running: Running::begin(context.given(), &given, is_attempt), handle }
    }
}

impl Running {
    fn begin(context: Option<&Context>, given: &Given<'_>, is_attempt: bool) -> Self {
        let role = if is_attempt { NestingRole::attempt_here() } else { NestingRole::here() };
        let around = ContextKey::at(context);
        let reference = InstanceRef::of(context);
        let instance: &Instance = &reference;
        let calls = instance.registry.group(GroupKind::Calls);
        let enabled = instance.enabled;
        let asked = LookupKey::new(around.id, given.labels);
        let series = if enabled { calls.begin(&asked, |find| given.find(context, find)) } else { SeriesId::NONE };
        let is_named = !given.provider.is_empty() || calls.is_overflow(series);
        let named = if is_named { Some(InternedModel::intern(given.provider, given.labels[MODEL])) } else { None };
        Self {
            instance: reference,
            series,
            start: Moment::now(),
            named,
            frame: NestingFrame::inside(role.opens()),
            role,
            state: State::begin(enabled),
            without_agent: given.labels[0].is_empty() && !around.has_agent,
        }
    }
}

impl<H: HandleSource> LlmCall<H> {
    /// The function ended; its success, if it was one, is asked for the usage.
    pub fn end<Via, T: LlmResponse<Via> + ?Sized>(&mut self, failed: Option<ErrorType>, success: Option<&T>) {
        let mut told = success.map(Told::by).unwrap_or_default();
        told.failed = failed.or(told.failed);
        self.record(&told);
    }

    /// The function ended; a closure says where the usage is in its success.
    pub fn end_with<'v, Via, T: ?Sized, A: LlmResponse<Via>>(
        &mut self,
        failed: Option<ErrorType>,
        success: Option<&'v T>,
        usage: impl FnOnce(&'v T) -> A,
    ) {
        let answer = success.map(usage);
        self.end(failed, answer.as_ref());
    }

    /// The function ended; what it used is not told by its success.
    pub fn end_without_usage(&mut self, failed: Option<ErrorType>) {
        self.record(&Told { failed, ..Told::default() });
    }

    /// The handle, or what stands for none.
    pub(crate) fn handle(&self) -> &H {
        &self.handle
    }

    /// Records once; a second time does nothing.
    pub(crate) fn record(&mut self, response: &Told<'_>) {
        if self.running.state.record() {
            let ended = Moment::now();
            with_told(&self.handle, response, |told| self.running.write(told, ended));
        }
    }
}

impl Running {
    fn write(&self, told: &Told<'_>, ended: Moment) {
        let completed = told.usage.as_ref().and_then(TokenUsage::completed);
        let usage = completed.as_ref().or(told.usage.as_ref()).filter(|usage| !usage.is_empty());
        let counted = self.role.ends(self.frame.recorded(), usage.is_some());
        let usage = usage.filter(|_| counted.tokens);
        if !counted.request && !counted.attempt && usage.is_none() {
            return self.instance.registry.group(GroupKind::Calls).end(self.series);
        }
        if self.without_agent {
            self.instance.registry.count_missing_context(Attribute::LlmMetered);
        }
        let instance: &Instance = &self.instance;
        let calls = instance.registry.group(GroupKind::Calls);
        let duration = self.start.until(ended);
        let first_token = told.first_token.map(|first_token| self.start.until(first_token));
        let answered = told.model.filter(|model| !model.is_empty());
        if told.usage.as_ref().is_some_and(TokenUsage::is_inconsistent) {
            instance.registry.count_invalid_value("llm_tokens_total");
        }
        let named = self.named.as_ref();
        // No answer: the model is the one that was asked for, if that is known.
        let (series, billed) =
            calls.end_variant(self.series, MODEL, answered, same_model, UNKNOWN, |series, quoted, cells| {
                if counted.request {
                    cells.add(call::REQUESTS, 1);
                    cells.observe(call::DURATION, duration);
                    // Only where the standard names are shown are there histograms of this number.
                    cells.observe(call::STANDARD_DURATION, duration);
                    if let Some(waited) = first_token {
                        cells.observe(call::FIRST_TOKEN, waited);
                    }
                }
                if counted.attempt {
                    cells.add(call::ATTEMPTS + outcome(told.failed), 1);
                }
                let Some(usage) = usage else {
                    if counted.request && counted.tokens && told.failed.is_none() {
                        cells.add(call::USAGE_MISSING, 1);
                    }
                    return Bill::Paid;
                };
                write_tokens(cells, usage);
                bill(instance, (series, quoted, cells), named, answered, usage, ended)
            });
        if let (Some(usage), Some(bill)) = (usage, billed.filter(|bill| *bill != Bill::Paid)) {
            bill.settle(&self.instance, series, named, answered, usage, ended);
        }
        if let Some(error_type) = told.failed.filter(|_| counted.request) {
            self.write_error(series, error_type);
        }
    }

    #[cold]
    fn write_error(&self, series: SeriesId, error_type: ErrorType) {
        let Some(series) = self.instance.registry.group(GroupKind::Calls).series(series) else { return };
        let [agent_id, _, process_type, worker_type] = &*series.key else { return };
        self.instance.registry.count_error(agent_id, process_type, error_type, worker_type);
    }
}

/// The directions, and the thinking inside one of them.
fn write_tokens(cells: Cells<'_>, usage: &TokenUsage) {
    let (counts, told) = usage.directions();
    cells.add_told(call::INPUT, counts, told);
    if cells.has_histogram(call::INPUT_TOKENS) {
        let output = usage.output_tokens();
        if [usage.input_tokens(), usage.cached_input_tokens(), usage.cache_write_tokens()] != [None; 3] {
            cells.observe(call::INPUT_TOKENS, usage.total_tokens() - output.unwrap_or(0));
        }
        if let Some(output) = output {
            cells.observe(call::OUTPUT_TOKENS, output);
        }
    }
}

impl<'a> Told<'a> {
    pub(crate) fn by<Via, T: LlmResponse<Via> + ?Sized>(response: &'a T) -> Self {
        Self { usage: response.usage(), model: response.model(), failed: response.failure(), first_token: None }
    }
}

impl<H: HandleSource> Guard for LlmCall<H> {
    type Accumulator = LlmAccumulator;

    fn frame(&mut self) -> &mut NestingFrame {
        &mut self.running.frame
    }
    fn state(&mut self) -> &mut State {
        &mut self.running.state
    }
    fn finished(&mut self, notes: &Self::Accumulator) {
        self.finish(notes);
    }
}

impl<H: HandleSource> Drop for LlmCall<H> {
    fn drop(&mut self) {
        if let Some(reason) = self.abort_reason() {
            self.end_without_usage(Some(reason));
        }
    }
}
