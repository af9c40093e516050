//! Identifies a model in a catalog by its provider, name and identifier.

/// How a catalog names a model, and how it is found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Reference {
    pub(in super::super) provider: Box<str>,
    /// A name by which the catalog finds the model.
    pub(in super::super) name: Box<str>,
    /// The catalog's own id of the model.
    pub(in super::super) id: Box<str>,
}
