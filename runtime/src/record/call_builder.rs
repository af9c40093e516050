//! What a [`Call`] is begun with.

use super::{
    call::Call,
    keys::{Absent, AmbientContext, ContextSource},
};
use crate::{Context, LabelValue};

/// Begins a [`Call`] with more than its model: made by [`Call::builder`].
#[derive(Debug)]
#[must_use = "a call begins with `start`"]
pub struct CallBuilder<M, P = Absent, C = AmbientContext> {
    model: M,
    provider: P,
    context: C,
}

impl<M: LabelValue> CallBuilder<M> {
    pub(super) fn new(model: M) -> Self {
        Self { model, provider: Absent, context: AmbientContext }
    }
}

impl<M: LabelValue, P: LabelValue, C: ContextSource> CallBuilder<M, P, C> {
    /// Whose model it is. Default: what the price book makes of the model's name.
    pub fn provider<Q: LabelValue>(self, provider: Q) -> CallBuilder<M, Q, C> {
        CallBuilder { model: self.model, provider, context: self.context }
    }

    /// Who acts, captured earlier. Default: the ambient context.
    pub fn context(self, context: &Context) -> CallBuilder<M, P, &Context> {
        CallBuilder { model: self.model, provider: self.provider, context }
    }

    /// The call begins now.
    pub fn start(self) -> Call {
        Call::begin(&self.context, &self.model, &self.provider)
    }
}
