//! Defines the values of keys that an attribute leaves out: an empty label, and the ambient context.

use crate::{
    context::Context,
    label::{LabelBuffer, LabelValue},
};

/// The label of a key that the attribute leaves out: its value is empty.
#[derive(Debug, Clone, Copy)]
pub struct Unset;

#[diagnostic::do_not_recommend]
impl LabelValue for Unset {
    fn as_label<'a>(&'a self, _: &'a mut LabelBuffer) -> &'a str {
        ""
    }
}

/// The source of the context: the ambient one, or the value of the key `context`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no context",
    label = "expected an `agent_metrics::Context`",
    note = "keep one with `Context::current()` where it is known, and give it as `context = self.context`"
)]
pub trait ContextSource {
    /// The context of the key `context`; `None` for the ambient one.
    fn explicit_context(&self) -> Option<&Context>;
}

/// The source where the key `context` is left out: the ambient context.
#[derive(Debug, Clone, Copy)]
pub struct AmbientContext;

#[diagnostic::do_not_recommend]
impl ContextSource for AmbientContext {
    fn explicit_context(&self) -> Option<&Context> {
        None
    }
}

impl ContextSource for Context {
    fn explicit_context(&self) -> Option<&Context> {
        Some(self)
    }
}

impl<C: ContextSource + ?Sized> ContextSource for &C {
    fn explicit_context(&self) -> Option<&Context> {
        (**self).explicit_context()
    }
}
