//! What a [`Call`] is begun with.

use super::{
    Call,
    defaults::{AmbientContext, ContextSource, Unset},
};
use crate::{Context, LabelValue};

/// Begins a [`Call`] with more than its model: made by [`Call::builder`].
#[derive(Debug)]
#[must_use = "a call begins with `start`"]
pub struct CallBuilder<M, P = Unset, C = AmbientContext> {
    model: M,
    provider: P,
    context: C,
    is_attempt: bool,
}

impl<M: LabelValue> CallBuilder<M> {
    pub(super) fn new(model: M) -> Self {
        Self { model, provider: Unset, context: AmbientContext, is_attempt: false }
    }
}

impl<M: LabelValue, P: LabelValue, C: ContextSource> CallBuilder<M, P, C> {
    /// Whose model it is. Default: what the price book makes of the model's name.
    pub fn provider<Q: LabelValue>(self, provider: Q) -> CallBuilder<M, Q, C> {
        CallBuilder { model: self.model, provider, context: self.context, is_attempt: self.is_attempt }
    }

    /// Who acts, captured earlier. Default: the ambient context.
    pub fn context(self, context: &Context) -> CallBuilder<M, P, &Context> {
        CallBuilder { model: self.model, provider: self.provider, context, is_attempt: self.is_attempt }
    }

    /// The call is one attempt of several, at a request that the call around it counts: see the key `attempt` of
    /// [`llm_metered`](crate::llm_metered).
    pub fn attempt(self) -> Self {
        Self { is_attempt: true, ..self }
    }

    /// The call begins now.
    pub fn start(self) -> Call {
        Call::begin(&self.context, &self.model, &self.provider, self.is_attempt)
    }
}
