//! Stores the labels and the context that the builder of a manual guard is given.

use super::super::defaults::ContextSource;
use crate::{context::Context, label::LabelValue};
#[cfg(feature = "registry")]
use {
    crate::label::LabelBuffer,
    std::{cell::Cell, ops::Range},
};

/// The labels of a guard, by which the builder keeps their texts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label {
    /// The model, the tool, the operation, or the kind of process.
    Name,
    Provider,
    AgentId,
    ProcessType,
    WorkerType,
}

/// The labels and the context. The texts of the labels follow each other in one string, so that a builder needs no type
/// parameter for each label; that string is one that an earlier builder of the thread has allocated.
#[derive(Debug)]
pub(super) struct Given {
    #[cfg(feature = "registry")]
    texts: String,
    /// By [`Label`].
    #[cfg(feature = "registry")]
    ranges: [Range<usize>; 5],
    context: Option<Context>,
}

#[cfg(feature = "registry")]
thread_local! {
    static SPARE: Cell<String> = const { Cell::new(String::new()) };
}

/// The bytes of the largest string that a thread keeps.
#[cfg(feature = "registry")]
const LARGEST_SPARE: usize = 1_024;

impl Given {
    pub(super) fn new(name: &impl LabelValue) -> Self {
        let mut given = Self {
            #[cfg(feature = "registry")]
            texts: SPARE.try_with(Cell::take).unwrap_or_default(),
            #[cfg(feature = "registry")]
            ranges: Default::default(),
            context: None,
        };
        given.set(Label::Name, name);
        given
    }

    pub(super) fn set(&mut self, label: Label, value: &impl LabelValue) {
        #[cfg(feature = "registry")]
        {
            let start = self.texts.len();
            self.texts.push_str(value.as_label(&mut LabelBuffer::default()));
            self.ranges[label as usize] = start..self.texts.len();
        }
    }

    /// The text of a label; it is empty where the label is not set.
    #[cfg_attr(not(feature = "registry"), allow(clippy::unnecessary_literal_bound))]
    pub(super) fn text(&self, label: Label) -> &str {
        #[cfg(feature = "registry")]
        {
            self.texts.get(self.ranges[label as usize].clone()).unwrap_or_default()
        }
        #[cfg(not(feature = "registry"))]
        ""
    }

    pub(super) fn set_context(&mut self, context: &Context) {
        self.context = Some(context.clone());
    }
}

impl ContextSource for Given {
    fn explicit_context(&self) -> Option<&Context> {
        self.context.as_ref()
    }
}

#[cfg(feature = "registry")]
impl Drop for Given {
    fn drop(&mut self) {
        let mut texts = std::mem::take(&mut self.texts);
        if texts.capacity() <= LARGEST_SPARE {
            texts.clear();
            let _ = SPARE.try_with(|spare| spare.set(texts));
        }
    }
}

/// Writes the methods that the builders of all guards have.
macro_rules! builder_methods {
    ($builder:ident) => {
        impl $builder {
            /// The agent. Default: that of the context.
            pub fn agent_id(mut self, agent_id: impl LabelValue) -> Self {
                self.given.set(Label::AgentId, &agent_id);
                self
            }

            /// The variant of a worker. Default: that of the context.
            pub fn worker_type(mut self, worker_type: impl LabelValue) -> Self {
                self.given.set(Label::WorkerType, &worker_type);
                self
            }

            /// A context that was captured earlier. Default: the ambient one.
            pub fn context(mut self, context: &Context) -> Self {
                self.given.set_context(context);
                self
            }
        }
    };
    ($builder:ident, process_type) => {
        builder_methods!($builder);

        impl $builder {
            /// The kind of process that acts. Default: that of the context.
            pub fn process_type(mut self, process_type: impl LabelValue) -> Self {
                self.given.set(Label::ProcessType, &process_type);
                self
            }
        }
    };
}
pub(super) use builder_methods;

/// Writes the methods with which the builder of a guard that counts errors begins it, with the labels in the order in which the
/// guard takes them.
macro_rules! start_methods {
    ($builder:ident, $guard:ident($started:ident: $($label:ident),*), $what:literal) => {
        impl $builder {
            /// A failure also counts in `process_errors_total`, unless it was counted inside already.
            pub fn count_errors(self) -> Self {
                Self { counts_errors: true, ..self }
            }

            #[doc = concat!("The ", $what, " begins now.")]
            pub fn start(self) -> $guard {
                let given = &self.given;
                $guard::new($started::start(given, $(given.text(Label::$label),)* self.counts_errors))
            }
        }
    };
}
pub(super) use start_methods;
