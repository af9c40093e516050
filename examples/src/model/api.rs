//! The address and the key of a provider.

use async_openai::config::OpenAIConfig;
use std::env;

/// The address of a provider and the key for it.
#[derive(Debug, Clone)]
pub struct Api {
    config: OpenAIConfig,
    base: String,
}

const OPENAI: &str = "https://api.openai.com/v1";

impl Api {
    /// A provider that speaks the protocol of `OpenAI`, such as `http://127.0.0.1:8000/v1`.
    pub fn new(base: impl Into<String>, key: impl Into<String>) -> Self {
        let base = base.into();
        Self { config: OpenAIConfig::new().with_api_base(&base).with_api_key(key), base }
    }

    /// Reads `OPENAI_BASE_URL` and `OPENAI_API_KEY`; `None` if neither is set.
    pub fn from_environment() -> Option<Self> {
        let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
        match (set("OPENAI_BASE_URL"), set("OPENAI_API_KEY")) {
            (None, None) => None,
            (base, key) => Some(Self::new(base.unwrap_or_else(|| OPENAI.to_owned()), key.unwrap_or_default())),
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// True if the provider is on this machine, where no proxy is to be used.
    pub(super) fn is_local(&self) -> bool {
        let host = self.base.split_once("://").map_or("", |(_, host)| host);
        ["127.0.0.1", "[::1]", "localhost"].iter().any(|local| host.starts_with(local))
    }

    pub(super) fn config(&self) -> OpenAIConfig {
        self.config.clone()
    }
}
