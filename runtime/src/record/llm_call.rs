//! One LLM call: begun with the function, recorded once.

use super::{
    caller::{Caller, UNKNOWN},
    frame::{Frame, Marks},
    keys::ContextSource,
    llm_bill::{Bill, bill},
    llm_handle::{HandleSource, NoHandle, Told, with_told},
    llm_stream::Seen,
    model_name::same_model,
    named::Named,
    state::State,
    within::Guard,
};
use crate::{
    ErrorType, LabelBuffer, LabelValue, LlmResponse, TokenUsage,
    clock::Moment,
    context::{Context, Glance, with_context},
    metrics::{Asked, Attribute, Cells, Find, GroupKind, Registry, RegistryRef, SeriesId, cell::call},
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
    registry: RegistryRef,
    /// The series of the model that was asked for; its model is empty where that is not known.
    series: SeriesId,
    start: Moment,
    /// Names that the series does not hold: the provider; the model, where the series is the one above the cap.
    named: Option<Arc<Named>>,
    frame: Frame,
    state: State,
    without_agent: bool,
}

/// The labels as the attribute gives them; empty where it does not.
struct Given<'a> {
    agent_id: &'a str,
    tier: &'a str,
    worker_type: &'a str,
    model: &'a str,
    provider: &'a str,
}

impl Given<'_> {
    /// Finds the series of these labels, the context's where they are not given.
    fn find(&self, context: Option<&Context>, find: Find<'_>) -> SeriesId {
        with_context(context, |context| {
            let caller = Caller::new(context, self.agent_id, self.tier, self.worker_type);
            find(&[caller.agent_id, self.model, caller.process_type, caller.worker_type])
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
    ) -> LlmCall<H> {
        let [mut agent_buffer, mut tier_buffer, mut worker_buffer, mut model_buffer, mut provider_buffer] =
            [LabelBuffer::default(); 5];
        let given = Given {
            agent_id: agent_id.as_label(&mut agent_buffer),
            tier: tier.as_label(&mut tier_buffer),
            worker_type: worker_type.as_label(&mut worker_buffer),
            model: model.as_label(&mut model_buffer),
            provider: provider.as_label(&mut provider_buffer),
        };
        LlmCall { running: Running::begin(context.given(), &given), handle }
    }
}

impl Running {
    fn begin(context: Option<&Context>, given: &Given<'_>) -> Self {
        let around = Glance::at(context);
        let reference = RegistryRef::of(context);
        let registry: &Registry = &reference;
        let calls = registry.group(GroupKind::Calls);
        let enabled = registry.settings.enabled;
        let asked = Asked::new(around.id, [given.agent_id, given.model, given.tier, given.worker_type]);
        let series = if enabled { calls.begin(&asked, |find| given.find(context, find)) } else { SeriesId::NONE };
        let is_named = !given.provider.is_empty() || calls.is_overflow(series);
        let named = if is_named { Some(Named::shared(given.provider, given.model)) } else { None };
        Self {
            registry: reference,
            series,
            start: Moment::now(),
            named,
            frame: Frame::inside(Marks::LLM_CALL),
            state: State::begin(enabled),
            without_agent: given.agent_id.is_empty() && !around.has_agent,
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
    pub fn end_untold(&mut self, failed: Option<ErrorType>) {
        self.record(&Told { failed, ..Told::default() });
    }

    /// The handle, or what stands for none.
    pub(crate) fn handle(&self) -> &H {
        &self.handle
    }

    /// Records once; a second time does nothing.
    pub(crate) fn record(&mut self, response: &Told<'_>) {
        if self.running.end() {
            let ended = Moment::now();
            with_told(&self.handle, response, |told| self.running.write(told, ended));
        }
    }
}

impl Running {
    /// Whether there is something to record: it has not been, and not by a metered call inside either.
    fn end(&mut self) -> bool {
        if !self.state.record() {
            return false;
        }
        Frame::leave_marks(self.frame.recorded().and(Marks::LLM_CALL));
        let by_inner = self.frame.recorded().any_of(Marks::LLM_CALL);
        if by_inner {
            self.registry.group(GroupKind::Calls).end(self.series);
        }
        !by_inner
    }

    fn write(&self, told: &Told<'_>, ended: Moment) {
        if self.without_agent {
            self.registry.count_missing_context(Attribute::LlmMetered);
        }
        let registry: &Registry = &self.registry;
        let calls = registry.group(GroupKind::Calls);
        let duration = self.start.until(ended);
        let first_token = told.first_token.map(|first_token| self.start.until(first_token));
        let answered = told.model.filter(|model| !model.is_empty());
        if told.usage.as_ref().is_some_and(TokenUsage::is_inconsistent) {
            registry.count_invalid_value("llm_tokens_total");
        }
        let usage = told.usage.as_ref().filter(|usage| !usage.is_empty());
        let named = self.named.as_ref();
        // No answer: the model is the one that was asked for, if that is known.
        let (series, billed) =
            calls.end_variant(self.series, MODEL, answered, same_model, UNKNOWN, |series, quoted, cells| {
                cells.add(call::REQUESTS, 1);
                cells.observe(call::DURATION, duration);
                // Only where the standard names are shown are there histograms of this number.
                cells.observe(call::STANDARD_DURATION, duration);
                if let Some(waited) = first_token {
                    cells.observe(call::FIRST_TOKEN, waited);
                }
                let Some(usage) = usage else {
                    if told.failed.is_none() {
                        cells.add(call::USAGE_MISSING, 1);
                    }
                    return Bill::Paid;
                };
                write_tokens(cells, usage);
                bill(registry, (series, quoted, cells), named, answered, usage, ended)
            });
        if let (Some(usage), Some(bill)) = (usage, billed.filter(|bill| *bill != Bill::Paid)) {
            bill.settle(&self.registry, series, named, answered, usage, ended);
        }
        if let Some(error_type) = told.failed {
            self.write_error(series, error_type);
        }
    }

    #[cold]
    fn write_error(&self, series: SeriesId, error_type: ErrorType) {
        let Some(series) = self.registry.group(GroupKind::Calls).series(series) else { return };
        let [agent_id, _, process_type, worker_type] = &*series.key else { return };
        self.registry.count_error(agent_id, process_type, error_type, worker_type);
    }
}

/// The directions, and the thinking inside one of them.
fn write_tokens(cells: Cells<'_>, usage: &TokenUsage) {
    let (counts, told) = usage.directions();
    cells.add_told(call::INPUT, counts, told);
    if cells.has_histogram(call::INPUT_TOKENS) {
        let output = usage.output_tokens();
        if usage.input_tokens().is_some() {
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
    type Notes = Seen;

    fn frame(&mut self) -> &mut Frame {
        &mut self.running.frame
    }
    fn panicked(&mut self) {
        self.running.state.panic();
    }
    fn finished(&mut self, notes: &Self::Notes) {
        self.finish(notes);
    }
    fn cut(&self) -> Option<ErrorType> {
        self.running.state.cut()
    }
}

impl<H: HandleSource> Drop for LlmCall<H> {
    fn drop(&mut self) {
        if let Some(cut) = self.cut() {
            self.end_untold(Some(cut));
        }
    }
}
