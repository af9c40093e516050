//! Meters the model calls of an agent through rig's hooks.

#![allow(clippy::zero_sized_map_values)] // with the feature off, a call has no size

use crate::{Rig, error_text::error_text};
use agent_metrics::{Context, ErrorType, LlmCall, client::ClientError};
use rig_agent::agent::{
    AgentHook, DispatchAction, DispatchEvent, HookContext, InvalidToolCallAction, InvalidToolCallContext,
    ObservationAction, OutcomeAction, OutcomeEvent, ReasoningDelta, RunSettled, SettledOutcome, StepEventKind,
    TextDelta, ToolCallDelta,
};
use rig_core::effect::{EffectId, EffectKind, Outcome};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Meters every model call of an agent, streamed or not.
///
/// A call belongs to the context in which the agent runs, as `#[process_metric]` or [`Context::scope`] set it. Dropping
/// a run cancels its open calls.
///
/// ```
/// use agent_metrics_rig_0_44::MeterHook;
/// use rig_agent::agent::AgentBuilder;
/// # fn build(model: rig_core::DynModel<rig_core::operation::Completion>) {
/// let agent = AgentBuilder::new(model).add_hook(MeterHook::new()).build();
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "give it to `AgentBuilder::add_hook`"]
pub struct MeterHook {
    model: String,
    provider: String,
    context: Option<Context>,
}

impl MeterHook {
    /// Creates a hook that takes model and provider from the calls themselves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the model of calls that end without naming one, which are those that fail. Default: `unknown`.
    pub fn model(self, model: impl Into<String>) -> Self {
        Self { model: model.into(), ..self }
    }

    /// Sets the provider, which decides the price. Default: the price book infers it from the model's name.
    pub fn provider(self, provider: impl Into<String>) -> Self {
        Self { provider: provider.into(), ..self }
    }

    /// Sets the context of the calls, for an agent that runs where the ambient context does not reach.
    pub fn context(self, context: Context) -> Self {
        Self { context: Some(context), ..self }
    }

    fn start(&self, requested_model: Option<&str>) -> LlmCall {
        let call = LlmCall::builder(requested_model.unwrap_or(&self.model)).provider(self.provider.as_str());
        match &self.context {
            Some(context) => call.context(context).start(),
            None => call.start(),
        }
    }
}

/// The open calls of a run. They live in the run's scratchpad, so that dropping the run drops them.
#[derive(Clone, Default)]
struct OpenCalls(Arc<Mutex<HashMap<EffectId, OpenCall>>>);

struct OpenCall {
    call: LlmCall,
    /// True once the model has answered, even if the run rejects the answer.
    answered: bool,
}

impl OpenCalls {
    fn of(run: &HookContext) -> Self {
        let pad = run.scratchpad();
        pad.get::<Self>().unwrap_or_else(|| {
            let open = Self::default();
            pad.insert(open.clone());
            open
        })
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<EffectId, OpenCall>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the first token of the open call: a run has only one while an answer streams.
    fn first_token(&self) {
        self.calls().values().for_each(|open| open.call.first_token());
    }
}

impl AgentHook for MeterHook {
    fn name(&self) -> Option<String> {
        Some("agent-metrics".to_owned())
    }

    fn observes(&self, kind: StepEventKind) -> bool {
        agent_metrics::ENABLED
            && matches!(
                kind,
                StepEventKind::CompletionDispatch
                    | StepEventKind::RunSettled
                    | StepEventKind::InvalidToolCall
                    | StepEventKind::TextDelta
                    | StepEventKind::ReasoningDelta
                    | StepEventKind::ToolCallDelta
            )
    }

    async fn on_dispatch(&self, run: &HookContext, event: DispatchEvent<'_>) -> DispatchAction {
        if let EffectKind::Completion { request, .. } = event.kind {
            let call = self.start(request.model.as_deref());
            let open = OpenCalls::of(run);
            let mut calls = open.calls();
            // When a run abandons an answer and asks again, the hook sees no outcome of the first call.
            calls.drain().for_each(|(_, open)| open.call.end());
            calls.insert(event.id, OpenCall { call, answered: false });
        }
        DispatchAction::Proceed
    }

    async fn on_text_delta(&self, run: &HookContext, _: TextDelta<'_>) -> ObservationAction {
        OpenCalls::of(run).first_token();
        ObservationAction::Continue
    }

    async fn on_reasoning_delta(&self, run: &HookContext, _: ReasoningDelta<'_>) -> ObservationAction {
        OpenCalls::of(run).first_token();
        ObservationAction::Continue
    }

    async fn on_tool_call_delta(&self, run: &HookContext, _: ToolCallDelta<'_>) -> ObservationAction {
        OpenCalls::of(run).first_token();
        ObservationAction::Continue
    }

    async fn on_outcome(&self, run: &HookContext, event: OutcomeEvent<'_>) -> OutcomeAction {
        if let Some(OpenCall { call, .. }) = OpenCalls::of(run).calls().remove(&event.id) {
            match event.outcome {
                Ok(Outcome::Completion(response)) => call.end_with(response),
                Ok(_) => call.end(),
                Err(report) => {
                    call.failed(ClientError::<Rig>::error_type(report));
                    call.end();
                }
            }
        }
        OutcomeAction::Proceed
    }

    /// The model asked for a tool that does not exist: the run fails or tries again, but the call itself did not fail.
    /// An outcome follows only if the run accepts the answer.
    async fn on_invalid_tool_call(
        &self,
        run: &HookContext,
        _: &InvalidToolCallContext,
    ) -> Option<InvalidToolCallAction> {
        OpenCalls::of(run).calls().values_mut().for_each(|open| open.answered = true);
        None
    }

    /// Ends the calls that had no outcome: rig reports a streamed answer that fails only as the error of the run.
    async fn on_run_settled(&self, run: &HookContext, event: RunSettled<'_>) {
        for (_, OpenCall { call, answered }) in OpenCalls::of(run).calls().drain() {
            if let (SettledOutcome::Error(text), false) = (event.outcome, answered) {
                call.failed(error_text(text).unwrap_or(ErrorType::Other));
            }
            call.end();
        }
    }
}
