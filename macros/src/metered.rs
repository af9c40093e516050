//! An attribute and the function below it, which is all that an expansion is made from.

use crate::{args::Args, attribute::Attribute, item::ItemFn};

/// Whether the expansion records, or only checks that it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    On,
    Off,
}

/// An attribute and the function below it, both checked. It is all that an expansion depends on besides the [`Mode`].
pub(crate) struct Metered {
    pub(crate) attribute: Attribute,
    pub(crate) args: Args,
    pub(crate) item: ItemFn,
}
