//! The request of a chat completion, as far as this server reads it.

use serde::Deserialize;
use std::borrow::Cow;

#[derive(Debug, Deserialize)]
pub(super) struct Request {
    pub(super) model: String,
    pub(super) messages: Vec<Message>,
    #[serde(default)]
    pub(super) stream: bool,
    #[serde(default)]
    stream_options: Option<StreamOptions>,
    #[serde(default)]
    max_completion_tokens: Option<usize>,
    /// The older name of `max_completion_tokens`.
    #[serde(default)]
    max_tokens: Option<usize>,
}

#[derive(Debug, Deserialize)]
struct StreamOptions {
    #[serde(default)]
    include_usage: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) role: String,
    pub(super) content: Content,
}

/// The content of a message: a text, or the parts of one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Deserialize)]
pub(super) struct Part {
    #[serde(default)]
    text: String,
}

impl Request {
    pub(super) fn wants_usage(&self) -> bool {
        !self.stream || self.stream_options.as_ref().is_some_and(|options| options.include_usage)
    }

    pub(super) fn max_output_tokens(&self) -> usize {
        self.max_completion_tokens.or(self.max_tokens).unwrap_or(usize::MAX)
    }
}

impl Content {
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Parts(parts) => parts.iter().map(|part| &*part.text).collect::<String>().into(),
        }
    }
}

#[cfg(test)]
impl Message {
    pub(super) fn new(role: &str, content: &str) -> Self {
        Self { role: role.to_owned(), content: Content::Text(content.to_owned()) }
    }
}
