//! What is wrong with what was written: every rejection, and all of them at once.

mod errors;
mod keys;
mod together;
mod values;

pub(crate) use errors::Errors;
pub(crate) use keys::{Key, Keys, keys};
pub(crate) use together::together;
