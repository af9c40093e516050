//! A hook that meters an agent's calls.

#![allow(clippy::zero_sized_map_values)] // with the feature off a call is nothing

use crate::{Rig, error_text::error_text};
use agent_metrics::{Call, ClassifyError, Context, ErrorType};
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
/// A call is that of the context in which the agent runs: inside `#[process_metric]`, or
/// [`Context::scope`], it knows who acts. A run that is dropped has its open calls cancelled.
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
    /// A hook that takes everything from the calls.
    pub fn new() -> Self {
        Self::default()
    }

    /// The model that is asked, for calls that end without saying it: those that fail. Default: `unknown`.
    pub fn model(self, model: impl Into<String>) -> Self {
        Self { model: model.into(), ..self }
    }

    /// Whose model it is, for the price. Default: what the price book makes of the model's name.
    pub fn provider(self, provider: impl Into<String>) -> Self {
        Self { provider: provider.into(), ..self }
    }

    /// Who acts, for an agent that runs where the ambient context does not reach.
    pub fn context(self, context: Context) -> Self {
        Self { context: Some(context), ..self }
    }

    fn start(&self, requested_model: Option<&str>) -> Call {
        let call = Call::builder(requested_model.unwrap_or(&self.model)).provider(self.provider.as_str());
        match &self.context {
            Some(context) => call.context(context).start(),
            None => call.start(),
        }
    }
}

/// The open calls of a run. They are kept with the run: dropped, it drops them.
#[derive(Clone, Default)]
struct OpenCalls(Arc<Mutex<HashMap<EffectId, OpenCall>>>);

struct OpenCall {
    call: Call,
    /// The model has answered, whatever the run makes of it.
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

    /// A run has one call open while parts of an answer come.
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
            // Of an answer that the run gives up for another one, a hook is told nothing more.
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
                    call.failed(ClassifyError::<Rig>::error_type(report));
                    call.end();
                }
            }
        }
        OutcomeAction::Proceed
    }

    /// The model asks for a tool that is not there: the run fails, or tries again, but the call did not fail. It has an
    /// outcome only if the run takes the answer.
    async fn on_invalid_tool_call(
        &self,
        run: &HookContext,
        _: &InvalidToolCallContext,
    ) -> Option<InvalidToolCallAction> {
        OpenCalls::of(run).calls().values_mut().for_each(|open| open.answered = true);
        None
    }

    /// A streamed answer that fails has no outcome: the run settles.
    async fn on_run_settled(&self, run: &HookContext, event: RunSettled<'_>) {
        for (_, OpenCall { call, answered }) in OpenCalls::of(run).calls().drain() {
            if let (SettledOutcome::Error(text), false) = (event.outcome, answered) {
                call.failed(error_text(text).unwrap_or(ErrorType::Other));
            }
            call.end();
        }
    }
}
