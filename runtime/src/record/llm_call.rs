//! One LLM call: begun with the function, recorded once.

use super::{
    caller::{Caller, UNKNOWN},
    frame::{Frame, Marks},
    keys::ContextSource,
    llm_handle::{HandleSource, NoHandle, Told, with_told},
    model_name::same_model,
    state::State,
    within::Guard,
};
use crate::{
    ErrorType, LabelBuffer, LabelValue, LlmResponse, TokenUsage,
    metrics::{Attribute, GroupKind, Registry, RegistryRef, SeriesId, cell::call, nanoseconds_since},
    pricing::{self, Estimate, PriceMemo, Priced},
};
use std::time::{Duration, Instant};

/// The label of [`CALL_LABELS`](crate::metrics::CALL_LABELS) that names the model.
const MODEL: usize = 1;

/// The guard of `#[llm_metered]`. Dropped before its end it records `cancelled`, or `panic`.
#[derive(Debug)]
pub struct LlmCall<H: HandleSource = NoHandle> {
    registry: RegistryRef,
    /// The series of the model that was asked for; its model is empty where that is not known.
    series: SeriesId,
    start: Instant,
    frame: Frame,
    state: State,
    without_agent: bool,
    named: Option<Box<Named>>,
    handle: H,
}

/// Names that the series does not hold.
#[derive(Debug)]
struct Named {
    provider: Box<str>,
    /// The model, where the series is the one above the cap.
    model: Box<str>,
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
        let mut buffers = [LabelBuffer::default(); 5];
        let [agent_buffer, tier_buffer, worker_buffer, model_buffer, provider_buffer] = &mut buffers;
        let agent_id = agent_id.as_label(agent_buffer);
        let tier = tier.as_label(tier_buffer);
        let worker_type = worker_type.as_label(worker_buffer);
        let model = model.as_label(model_buffer);
        let provider = provider.as_label(provider_buffer);
        let (registry, series, without_agent, overflow) = context.with(|context| {
            let caller = Caller::new(context, agent_id, tier, worker_type);
            let registry = RegistryRef::of(context);
            let calls = registry.group(GroupKind::Calls);
            let series = calls.find(&[caller.agent_id, model, caller.process_type, caller.worker_type]);
            let overflow = calls.is_overflow(series);
            (registry, series, caller.without_agent, overflow)
        });
        pricing::load_in_background();
        let named = (!provider.is_empty() || overflow)
            .then(|| Box::new(Named { provider: provider.into(), model: model.into() }));
        LlmCall {
            registry,
            series,
            start: Instant::now(),
            frame: Frame::inside(Marks::LLM_CALL),
            state: State::Runs,
            without_agent,
            named,
            handle,
        }
    }
}

impl<H: HandleSource> LlmCall<H> {
    /// The function ended; its success, if it was one, is asked for the usage.
    pub fn end<Via, T: LlmResponse<Via> + ?Sized>(&mut self, failed: Option<ErrorType>, success: Option<&T>) {
        let response = success.map(Told::by).unwrap_or_default();
        self.record(Told { failed: failed.or(response.failed), ..response });
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
        self.record(Told { failed, ..Told::default() });
    }

    /// Why the call did not end, if it is dropped now.
    pub(crate) fn cut(&self) -> Option<ErrorType> {
        self.state.cut()
    }

    /// Records once; a second time does nothing.
    pub(crate) fn record(&mut self, response: Told<'_>) {
        if !self.state.record() {
            return;
        }
        let duration = nanoseconds_since(self.start);
        Frame::leave_marks(self.frame.recorded.and(Marks::LLM_CALL));
        // A metered call inside has recorded the request.
        if self.frame.recorded.any_of(Marks::LLM_CALL) || !self.registry.settings.enabled {
            return;
        }
        let entry = Entry { registry: &self.registry, series: self.series, start: self.start, duration };
        if self.without_agent {
            self.registry.count_missing_context(Attribute::LlmMetered);
        }
        with_told(&self.handle, response, |told| entry.record(told, self.named.as_deref()));
    }
}

impl<'a> Told<'a> {
    pub(crate) fn by<Via, T: LlmResponse<Via> + ?Sized>(response: &'a T) -> Self {
        Self { usage: response.usage(), model: response.model(), failed: response.failure(), first_token: None }
    }
}

impl<H: HandleSource> Guard for LlmCall<H> {
    fn enter(&mut self) {
        self.frame.swap();
    }
    fn leave(&mut self) {
        self.frame.swap();
    }
    fn panicked(&mut self) {
        self.state = State::Panicked;
    }
}

impl<H: HandleSource> Drop for LlmCall<H> {
    fn drop(&mut self) {
        if let Some(cut) = self.cut() {
            self.end_untold(Some(cut));
        }
    }
}

/// What is written of one call.
struct Entry<'a> {
    registry: &'a RegistryRef,
    series: SeriesId,
    start: Instant,
    duration: u64,
}

impl Entry<'_> {
    fn record(self, told: Told<'_>, named: Option<&Named>) {
        let calls = self.registry.group(GroupKind::Calls);
        let answered = told.model.filter(|model| !model.is_empty());
        let series = match answered {
            Some(answered) => calls.variant(self.series, MODEL, answered, |asked| same_model(asked, answered)),
            // No answer: the model is the one that was asked for, if that is known.
            None => calls.variant(self.series, MODEL, UNKNOWN, |asked| !asked.is_empty()),
        };
        let usage = told.usage.filter(|usage| !usage.is_empty());
        calls.write(series, |cells| {
            cells.add(call::REQUESTS, 1);
            cells.observe(call::DURATION, self.duration);
            if let Some(first_token) = told.first_token {
                let waited = first_token.saturating_duration_since(self.start).as_nanos();
                cells.observe(call::FIRST_TOKEN, u64::try_from(waited).unwrap_or(u64::MAX));
            }
            if let Some(usage) = &usage {
                for (cell, tokens) in [
                    (call::INPUT, usage.input_tokens()),
                    (call::CACHED_INPUT, usage.cached_input_tokens()),
                    (call::CACHE_WRITE, usage.cache_write_tokens()),
                    (call::OUTPUT, usage.output_tokens()),
                    (call::REASONING, usage.reasoning_tokens()),
                ] {
                    if let Some(tokens) = tokens {
                        cells.add(cell, tokens);
                    }
                }
            } else if told.failed.is_none() {
                cells.add(call::USAGE_MISSING, 1);
            }
        });
        if let Some(usage) = usage {
            if usage.is_inconsistent() {
                self.registry.count_invalid_value("llm_tokens_total");
            }
            let model = answered.or(named.map(|named| &*named.model));
            let provider = named.map(|named| &*named.provider).filter(|provider| !provider.is_empty());
            // The clock has been read: the end need not be asked for again.
            let ended = self.start + Duration::from_nanos(self.duration);
            bill(self.registry, series, provider, model, usage, ended);
        }
        if let Some(error_type) = told.failed {
            record_error(self.registry, series, error_type);
        }
    }
}

/// Adds what the tokens cost: as the provider said, else by price. A price that is still being loaded is asked again
/// when it is there.
fn bill(
    registry: &RegistryRef,
    series: SeriesId,
    provider: Option<&str>,
    model: Option<&str>,
    usage: TokenUsage,
    ended: Instant,
) {
    if let Some(dollars) = usage.reported_cost_dollars() {
        match pricing::Cost::from_dollars(dollars) {
            Some(cost) => return add_price(registry, series, Priced::Cost(Estimate::complete(cost)), &usage),
            None => registry.count_invalid_value("llm_estimated_cost_dollars"),
        }
    }
    let calls = registry.group(GroupKind::Calls);
    let overflow = calls.is_overflow(series);
    let priced = calls.write_series(series, |series, _| {
        if overflow {
            // Many models share this series: its memo would mix them up.
            let memo = PriceMemo::default();
            return registry.prices.price_when(&memo, provider, model.unwrap_or(UNKNOWN), &usage, ended);
        }
        registry.prices.price_when(&series.price, provider, &series.key[MODEL], &usage, ended)
    });
    if matches!(priced, Priced::NotReady) {
        let (registry, provider, model) = (registry.clone(), provider.map(Box::from), model.map(Box::from));
        pricing::defer(Box::new(move || {
            bill(&registry, series, provider.as_deref(), model.as_deref(), usage, ended);
        }));
        return;
    }
    add_price(registry, series, priced, &usage);
}

fn add_price(registry: &Registry, series: SeriesId, priced: Priced, usage: &TokenUsage) {
    registry.group(GroupKind::Calls).write(series, |cells| match priced {
        Priced::Cost(estimate) => {
            cells.add(call::COST, estimate.cost.picodollars());
            if !estimate.gaps.is_empty() {
                estimate.gaps.iter().for_each(|missing| cells.add(call::INCOMPLETE + missing as usize, 1));
            }
        }
        Priced::Unknown | Priced::NotReady => cells.add(call::UNPRICED, usage.total_tokens()),
    });
}

fn record_error(registry: &Registry, series: SeriesId, error_type: ErrorType) {
    let series = registry.group(GroupKind::Calls).series(series);
    let [agent_id, _, process_type, worker_type] = &*series.key else { return };
    registry.count_error(agent_id, process_type, error_type, worker_type);
}
