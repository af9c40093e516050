//! Defines the calls that are metered, which do nothing but answer.

use agent_metrics::{LlmResponse, TokenUsage};
use std::{hint::black_box, io, sync::LazyLock};

pub const MODEL: &str = "gpt-4o";
pub const TIER: &str = "worker";

pub struct Response {
    pub model: String,
    pub input: u64,
    pub cached: u64,
    pub output: u64,
}

pub type Answer = Result<&'static Response, io::Error>;

static RESPONSE: LazyLock<Response> =
    LazyLock::new(|| Response { model: "gpt-4o-2024-08-06".to_owned(), input: 1_200, cached: 300, output: 250 });

impl LlmResponse for Response {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().input_including_cached(self.input, self.cached).output(self.output))
    }
    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }
}

static AGENTS: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..100_000).map(|index| format!("agent-{index:06}")).collect());

/// The name of an agent.
pub fn agent(index: usize) -> &'static str {
    &AGENTS[index]
}

/// The call itself.
#[inline(never)]
#[allow(clippy::unnecessary_wraps)] // as a call has it
pub fn complete(agent: &str) -> Answer {
    black_box(agent);
    Ok(black_box(&RESPONSE))
}

/// A tool, an operation, a process: the work itself.
#[inline(never)]
#[allow(clippy::unnecessary_wraps)] // as a call has it
pub fn work(agent: &str) -> Result<(), io::Error> {
    black_box(agent);
    Ok(())
}
