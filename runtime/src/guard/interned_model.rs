//! Names that a call holds beside its series: each is allocated once a thread, as long as it meets few.

use std::{cell::RefCell, sync::Arc};

/// A model, and who serves it; what is not known is empty.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InternedModel {
    pub(crate) provider: Box<str>,
    pub(crate) model: Box<str>,
}

/// How many names a thread keeps.
const KEPT: usize = 32;

thread_local! {
    static MET: RefCell<Vec<Arc<InternedModel>>> = const { RefCell::new(Vec::new()) };
}

impl InternedModel {
    /// The names, perhaps shared with other calls of the thread.
    pub(crate) fn intern(provider: &str, model: &str) -> Arc<Self> {
        let new = || Arc::new(Self { provider: provider.into(), model: model.into() });
        let met = MET.try_with(|met| {
            let mut met = met.try_borrow_mut().ok()?;
            let known = met.iter().find(|named| *named.provider == *provider && *named.model == *model);
            if let Some(known) = known {
                return Some(Arc::clone(known));
            }
            if met.len() == KEPT {
                met.remove(0);
            }
            met.push(new());
            met.last().cloned()
        });
        met.ok().flatten().unwrap_or_else(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_allocated_once_while_it_is_met() {
        let first = InternedModel::intern("openai", "gpt-4o");
        assert!(Arc::ptr_eq(&first, &InternedModel::intern("openai", "gpt-4o")));
        assert_ne!(first, InternedModel::intern("azure", "gpt-4o"));
        for number in 0..KEPT {
            InternedModel::intern("", &number.to_string());
        }
        let again = InternedModel::intern("openai", "gpt-4o");
        assert!(!Arc::ptr_eq(&first, &again), "others took its place");
        assert_eq!(first, again);
    }
}
