//! Opens the context of a guard: who acts, by the labels and the context that the guard is given, for everything inside.
//!
//! A guard that is given none of them opens nothing, so that what is inside sees what is around. The contexts of all labels are
//! kept by the thread: one is allocated once, whichever guard opens it, and whatever the model, the tool or the operation.

use super::agent_labels::AgentLabels;
use crate::{
    context::{Context, InstanceHandle, swap_current},
    instance::{Instance, InstanceRef},
    metrics::LookupKey,
};
use hashbrown::HashTable;
use std::{cell::RefCell, ops::Deref};

/// The context that a guard opens, and the instance in which the guard records, which that context carries. A guard that opens
/// none has any context that carries its instance: in the process-wide one that is an empty one.
///
/// They are one field because the future of a metered function holds it. While the body of a guard that opens its context runs,
/// that is the ambient one, and this is the one around it.
#[derive(Debug, Clone)]
pub(super) struct OpenedContext(Context);

impl OpenedContext {
    /// The context of a guard that opens none yet.
    #[inline]
    pub(super) fn none(given: Option<&Context>) -> Self {
        Self(InstanceRef::context_of(given))
    }

    /// The context of these labels and the context that was given; `None` if they say nothing. It is opened also where it is the
    /// ambient one already: what is inside may be polled elsewhere.
    pub(super) fn of(&self, given: Option<&Context>, labels: AgentLabels<'_>) -> Option<Context> {
        let around = given.cloned().unwrap_or_else(Context::current);
        let (labels_around, handle) = (AgentLabels::of(&around), self.0.instance_handle());
        if !labels.are_in(labels_around) {
            let labels = labels.over(labels_around);
            return Some(match handle {
                None => kept(labels),
                Some(_) => labels.context().with_instance_handle(handle.cloned()),
            });
        }
        let carries = around.instance_handle().is_some();
        match handle {
            _ if given.is_none() && labels.is_empty() || labels_around.is_empty() && !carries => None,
            Some(_) if !carries => Some(around.with_instance_handle(handle.cloned())),
            _ => Some(around),
        }
    }

    /// Sets the context that is opened.
    pub(super) fn set(&mut self, context: Context) {
        self.0 = context;
    }

    /// The context that is opened, while the body does not run.
    pub(super) fn get(&self) -> &Context {
        &self.0
    }

    /// What a context inside has to carry for the instance; nothing for the process-wide one.
    pub(super) fn instance_handle(&self) -> Option<InstanceHandle> {
        self.0.instance_handle().cloned()
    }

    /// Makes it the ambient context, and brings the one around it back. A guard that opens none does not pay for its code.
    #[inline(never)]
    pub(super) fn swap(&mut self) {
        swap_current(&mut self.0);
    }

    /// Notes that the thread has left a guard that records in this instance.
    #[inline]
    pub(super) fn guard_exited(&self) {
        if !InstanceRef::is_only_global() {
            self.note_exit();
        }
    }

    #[cold]
    fn note_exit(&self) {
        InstanceRef::carried_by(&self.0).unwrap_or(InstanceRef::GLOBAL).note_exit();
    }
}

/// The instance in which the guard records.
impl Deref for OpenedContext {
    type Target = Instance;

    #[inline]
    fn deref(&self) -> &Instance {
        InstanceRef::instance_in(&self.0)
    }
}

/// The number of contexts that a thread keeps: as many as a family has label sets by default.
const CAPACITY: usize = 2_000;

thread_local! {
    static KEPT: RefCell<HashTable<Context>> = const { RefCell::new(HashTable::new()) };
}

/// A context with a longer label is not kept.
const MAX_LENGTH: usize = 1_024;

/// The context of these labels, shared with the other guards of the thread that open it.
pub(super) fn kept(labels: AgentLabels<'_>) -> Context {
    if [labels.agent_id, labels.process_type, labels.worker_type].iter().any(|label| label.len() > MAX_LENGTH) {
        return labels.context();
    }
    let kept = KEPT.try_with(|kept| {
        let mut kept = kept.try_borrow_mut().ok()?;
        let hash = hash(labels);
        if let Some(known) = kept.find(hash, |known| AgentLabels::of(known) == labels) {
            return Some(known.clone());
        }
        if kept.len() == CAPACITY {
            kept.clear();
        }
        let context = labels.context();
        kept.insert_unique(hash, context.clone(), |known| self::hash(AgentLabels::of(known)));
        Some(context)
    });
    kept.ok().flatten().unwrap_or_else(|| labels.context())
}

#[inline]
fn hash(AgentLabels { agent_id, process_type, worker_type }: AgentLabels<'_>) -> u64 {
    LookupKey::new(0, [agent_id, process_type, worker_type]).hash() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ContextKey;

    fn opened(given: Option<&Context>, [agent_id, process_type, worker_type]: [&str; 3]) -> Option<Context> {
        OpenedContext::none(given).of(given, AgentLabels { agent_id, process_type, worker_type })
    }

    fn id(context: &Context) -> u64 {
        ContextKey::at(Some(context)).id
    }

    #[test]
    fn a_context_is_opened_only_where_something_is_given() {
        let around = Context::new("around").with_process_type("worker").with_worker_type("coder");
        around.scope_sync(|| {
            assert_eq!(opened(None, ["", "", ""]), None);
            let same = opened(None, ["around", "", "coder"]);
            assert_eq!(same.map(|opened| id(&opened)), Some(id(&around)), "it is the ambient one");
            assert_eq!(opened(Some(&Context::default()), ["", "", ""]), None);
            assert_eq!(opened(Some(&Context::new("")), ["", "", ""]), None);
            let inside = opened(None, ["bot-1", "", ""]).expect("a label");
            assert_eq!(inside, Context::new("bot-1").with_process_type("worker").with_worker_type("coder"));
            let given = Context::new("bot-2");
            assert_eq!(opened(Some(&given), ["", "", ""]).map(|opened| id(&opened)), Some(id(&given)));
            assert_eq!(opened(Some(&given), ["", "cortex", ""]), Some(given.with_process_type("cortex")));
        });
    }

    #[test]
    fn the_contexts_of_equal_labels_are_one() {
        let first = opened(None, ["bot-1", "", ""]).expect("a label");
        let again = opened(None, ["bot-1", "", ""]).expect("a label");
        assert_eq!(id(&first), id(&again));
        for number in 0..CAPACITY {
            opened(None, ["bot", &number.to_string(), ""]);
        }
        let anew = opened(None, ["bot-1", "", ""]).expect("a label");
        assert_ne!(id(&first), id(&anew), "too many others came between");
        assert_eq!(first, anew);
    }
}
