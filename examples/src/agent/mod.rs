//! The processes of the agent: the channel, its branches and its workers.

mod branch;
mod channel;
mod error;
mod prompts;
mod questions;
mod worker;

pub(crate) use channel::{Channel, Question};
pub(crate) use error::AgentError;
pub(crate) use prompts::system_prompt;
pub(crate) use questions::question;

use crate::{memory::Memory, model::Model, screen::Screen, tools::Folder};
use std::sync::Arc;

/// The state that all processes of the agent share.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) id: &'static str,
    pub(crate) model: Model,
    pub(crate) folder: Folder,
    pub(crate) memory: Memory,
    pub(crate) system_prompt: Arc<str>,
    pub(crate) screen: Screen,
}
