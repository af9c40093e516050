//! What is wrong with what was written: every rejection, and all of them at once.

mod commas;
mod control_flow;
mod errors;
mod handles;
mod items;
mod keys;
mod known;
mod nameless;
mod quoted;
mod similar;
mod streams;
mod together;
mod unknown;
mod usage;
mod values;
mod words;

pub(crate) use errors::Errors;
pub(crate) use items::{const_function, no_body, not_a_function};
pub(crate) use keys::{Key, Keys, keys};
pub(crate) use nameless::nameless;
pub(crate) use similar::nearest;
pub(crate) use together::together;
#[cfg(test)]
pub(crate) use usage::PRESETS;

#[cfg(test)]
mod tests;
