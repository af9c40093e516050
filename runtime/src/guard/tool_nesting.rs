//! Recognises a call of a tool inside a call of the same tool: a dispatcher and the implementation may both be metered, and are one
//! call.

use crate::{instance::Instance, metrics::SeriesId};
use std::{cell::Cell, ptr};

/// A call of a tool, by the series in which it counts: that of its agent, its name and its process type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTool {
    /// The address of the instance, whose series are numbered for themselves.
    instance: usize,
    series: SeriesId,
}

thread_local! {
    /// The tool of the innermost tool call that the thread is inside. It counts only where the frame has it open, too: in a process or
    /// an LLM call inside the tool, a call of the same tool is another one.
    static OPEN: Cell<Option<OpenTool>> = const { Cell::new(None) };
}

impl OpenTool {
    #[inline]
    pub(super) fn new(instance: &Instance, series: SeriesId) -> Self {
        Self { instance: ptr::from_ref(instance).addr(), series }
    }

    /// True if the innermost tool call that the thread is inside is one of this tool.
    pub(super) fn is_open(self) -> bool {
        OPEN.get() == Some(self)
    }

    /// The thread is inside a call of this tool until the returned value is dropped.
    #[inline]
    pub(super) fn enter(self) -> EnteredTool {
        EnteredTool { outer: OPEN.replace(Some(self)) }
    }
}

/// While it lives, the thread is inside a call of a tool.
pub(super) struct EnteredTool {
    outer: Option<OpenTool>,
}

impl Drop for EnteredTool {
    #[inline]
    fn drop(&mut self) {
        OPEN.set(self.outer);
    }
}
