//! The keys that an attribute was not given, and the source of the context.

use crate::{
    context::Context,
    label::{LabelBuffer, LabelValue},
};

/// Stands for a label that the attribute was not given: its value is empty.
#[derive(Debug, Clone, Copy)]
pub struct Unset;

#[diagnostic::do_not_recommend]
impl LabelValue for Unset {
    fn as_label<'a>(&'a self, _: &'a mut LabelBuffer) -> &'a str {
        ""
    }
}

/// Where the context comes from: the ambient one, or the one that the key `ctx` gives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no context",
    label = "expected an `agent_metrics::Context`",
    note = "keep one with `Context::current()` where it is known, and give it as `ctx = self.ctx`"
)]
pub trait ContextSource {
    /// The context that is given; `None` for the ambient one.
    fn given(&self) -> Option<&Context>;
}

/// The key `ctx` was not given.
#[derive(Debug, Clone, Copy)]
pub struct AmbientContext;

#[diagnostic::do_not_recommend]
impl ContextSource for AmbientContext {
    fn given(&self) -> Option<&Context> {
        None
    }
}

impl ContextSource for Context {
    fn given(&self) -> Option<&Context> {
        Some(self)
    }
}

impl<C: ContextSource + ?Sized> ContextSource for &C {
    fn given(&self) -> Option<&Context> {
        (**self).given()
    }
}
