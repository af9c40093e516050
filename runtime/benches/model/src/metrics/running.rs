//! Stands in for what runs.

use crate::clock::Moment;

/// Nothing.
#[derive(Debug, Default)]
pub(crate) struct Running;

impl Running {
    pub(super) fn oldest(&self) -> Option<Moment> {
        None
    }
}
