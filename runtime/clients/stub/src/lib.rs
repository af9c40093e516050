//! What the tests of the clients ask instead of a provider: a server on loopback that answers as the provider does.
//!
//! The model that a request asks for says what is answered: [`ANSWERS`], [`LIMITED`] and so on.

mod cut;
mod expect;
mod failures;
mod models;
mod ollama;
mod openai_chat;
mod openai_responses;
mod server;

pub use cut::{Cut, cut};
pub use expect::Expected;
pub use models::{
    ANSWERS, BILLED, BUSY, CALLS, CONTEXT, CROWDED, EXHAUSTED, FILTERED, LIMITED, MISSING, OVERLOADED, SERVED, UNTOLD,
};
pub use server::Stub;
