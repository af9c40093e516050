//! Interns the names of models and providers that a call holds beside its series: a thread allocates each of the last
//! [`CAPACITY`] pairs once.

use std::{cell::RefCell, sync::Arc};

/// A model and its provider; a name that is not set is empty.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InternedModel {
    pub(crate) provider: Box<str>,
    pub(crate) model: Box<str>,
}

/// The number of pairs that a thread keeps.
const CAPACITY: usize = 32;

/// A name that is longer is not kept: names come from responses, too.
const MAX_LENGTH: usize = 1_024;

thread_local! {
    static INTERNED: RefCell<Vec<Arc<InternedModel>>> = const { RefCell::new(Vec::new()) };
}

impl InternedModel {
    /// The names, shared with the other calls of the thread that have the same, if they are no longer than [`MAX_LENGTH`].
    pub(crate) fn intern(provider: &str, model: &str) -> Arc<Self> {
        if provider.len() > MAX_LENGTH || model.len() > MAX_LENGTH {
            return Arc::new(Self { provider: provider.into(), model: model.into() });
        }
        let new = || Arc::new(Self { provider: provider.into(), model: model.into() });
        let interned = INTERNED.try_with(|interned| {
            let mut interned = interned.try_borrow_mut().ok()?;
            let known = interned.iter().find(|names| *names.provider == *provider && *names.model == *model);
            if let Some(known) = known {
                return Some(Arc::clone(known));
            }
            if interned.len() == CAPACITY {
                interned.remove(0);
            }
            interned.push(new());
            interned.last().cloned()
        });
        interned.ok().flatten().unwrap_or_else(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_allocated_once_while_it_is_interned() {
        let first = InternedModel::intern("openai", "gpt-4o");
        assert!(Arc::ptr_eq(&first, &InternedModel::intern("openai", "gpt-4o")));
        assert_ne!(first, InternedModel::intern("azure", "gpt-4o"));
        for number in 0..CAPACITY {
            InternedModel::intern("", &number.to_string());
        }
        let again = InternedModel::intern("openai", "gpt-4o");
        assert!(!Arc::ptr_eq(&first, &again), "others took its place");
        assert_eq!(first, again);
    }
}
