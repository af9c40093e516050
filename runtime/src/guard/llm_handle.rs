//! The handle of `#[llm_metered(handle = …)]`: what only the body knows.

use super::interned_model::InternedModel;
use crate::{ErrorType, TokenUsage, clock::Moment};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tells the running LLM call what its return value does not.
///
/// What the handle was told wins over what the response says. Tokens are billed also when the call fails later, or is
/// dropped.
///
/// ```
/// use agent_metrics::{TokenUsage, llm_metered};
///
/// #[llm_metered(model = "gpt-4o", usage = none, handle = call)]
/// fn complete(prompt: &str) -> Result<String, std::io::Error> {
///     // … the first model does not answer, another one does …
///     call.answered_by("claude-sonnet-4-5");
///     call.usage(TokenUsage::new().input(12).output(3));
///     Ok(prompt.to_uppercase())
/// }
/// # complete("hi").unwrap();
/// ```
#[derive(Debug, Default)]
pub struct LlmHandle {
    noted: Mutex<Noted>,
}

/// What a call was told so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Noted {
    pub(crate) usage: Option<TokenUsage>,
    pub(crate) model: Option<Arc<InternedModel>>,
    pub(crate) failed: Option<ErrorType>,
    pub(crate) first_token: Option<Moment>,
}

impl LlmHandle {
    #[doc(hidden)]
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the call used so far; told again, the parts that are told anew replace what they were.
    pub fn usage(&self, usage: TokenUsage) {
        self.noted().tell_usage(usage);
    }

    /// The model that answered: it is the one that is labelled and billed.
    pub fn answered_by(&self, model: impl AsRef<str>) {
        self.noted().model = Some(InternedModel::intern("", model.as_ref()));
    }

    /// The first token is here; only the first time counts.
    pub fn first_token(&self) {
        self.noted().first_token.get_or_insert_with(Moment::now);
    }

    /// The call failed, though it may return no error.
    pub fn failed(&self, error_type: ErrorType) {
        self.noted().failed = Some(error_type);
    }
}

impl Noted {
    pub(crate) fn tell_usage(&mut self, usage: TokenUsage) {
        self.usage = Some(self.usage.unwrap_or_default().updated_by(&usage));
    }

    pub(crate) fn tell_model(&mut self, model: &str) {
        if !model.is_empty() && self.model() != Some(model) {
            self.model = Some(InternedModel::intern("", model));
        }
    }

    /// Takes what an item of a stream tells; what it does not tell stays as it was.
    pub(crate) fn tell(&mut self, told: Told<'_>) {
        if let Some(usage) = told.usage {
            self.tell_usage(usage);
        }
        if let Some(model) = told.model {
            self.tell_model(model);
        }
        self.failed = told.failed.or(self.failed);
        self.first_token = self.first_token.or(told.first_token);
    }

    fn model(&self) -> Option<&str> {
        self.model.as_ref().map(|named| &*named.model)
    }

    pub(crate) fn as_told(&self) -> Told<'_> {
        Told { usage: self.usage, model: self.model(), failed: self.failed, first_token: self.first_token }
    }
}

/// The same, borrowed: what there is to record.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) usage: Option<TokenUsage>,
    pub(crate) model: Option<&'a str>,
    pub(crate) failed: Option<ErrorType>,
    pub(crate) first_token: Option<Moment>,
}

impl<'a> Told<'a> {
    /// What the handle was told wins over what the response says.
    fn overruled_by(&self, handle: &'a Noted) -> Self {
        let usage = match (self.usage, handle.usage) {
            (Some(response), Some(handle)) => Some(response.updated_by(&handle)),
            (response, handle) => handle.or(response),
        };
        Self {
            usage,
            model: handle.model().or(self.model),
            failed: handle.failed.or(self.failed),
            first_token: handle.first_token.or(self.first_token),
        }
    }
}

/// How a call holds its handle, if it has one.
pub trait HandleSource {
    #[doc(hidden)]
    fn is_handle(&self) -> Option<&LlmHandle>;
}

/// The call has no handle.
#[derive(Debug, Clone, Copy)]
pub struct NoHandle;

impl HandleSource for NoHandle {
    fn is_handle(&self) -> Option<&LlmHandle> {
        None
    }
}

impl HandleSource for LlmHandle {
    fn is_handle(&self) -> Option<&LlmHandle> {
        Some(self)
    }
}

impl HandleSource for &LlmHandle {
    fn is_handle(&self) -> Option<&LlmHandle> {
        Some(self)
    }
}

impl HandleSource for Arc<LlmHandle> {
    fn is_handle(&self) -> Option<&LlmHandle> {
        Some(self)
    }
}

/// Uses what the response said, overruled by what the handle was told.
#[inline]
pub(crate) fn with_told(handle: &impl HandleSource, response: &Told<'_>, record: impl FnOnce(&Told<'_>)) {
    match handle.is_handle() {
        None => record(response),
        Some(handle) => record(&response.overruled_by(&handle.noted())),
    }
}
