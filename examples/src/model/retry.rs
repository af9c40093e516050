//! Retries a call if its error type is one that may pass.

use super::{Model, ModelError, Prompt};
use crate::screen::{Screen, shortened};
use agent_metrics::{ClassifyError as _, ErrorType};
use std::time::Duration;

const MAX_ATTEMPTS: u32 = 4;
const FIRST_BACKOFF: Duration = Duration::from_millis(100);

/// How the answer is transferred.
#[derive(Debug, Clone, Copy)]
enum Delivery {
    Whole,
    Streamed,
}

impl Model {
    /// Requests the whole answer at once, with retries.
    pub(crate) async fn ask(&self, prompt: Prompt, screen: Screen) -> Result<String, ModelError> {
        self.retrying(prompt, Delivery::Whole, screen).await
    }

    /// Requests the answer as a stream, with retries.
    pub(crate) async fn ask_streamed(&self, prompt: Prompt, screen: Screen) -> Result<String, ModelError> {
        self.retrying(prompt, Delivery::Streamed, screen).await
    }

    async fn retrying(&self, mut prompt: Prompt, delivery: Delivery, screen: Screen) -> Result<String, ModelError> {
        let mut wait = FIRST_BACKOFF;
        for _ in 1..MAX_ATTEMPTS {
            let error = match self.attempt(&prompt, delivery).await {
                Ok(text) => return Ok(text),
                Err(error) => error,
            };
            let error_type = error.error_type();
            match error_type {
                ErrorType::RateLimit | ErrorType::Overloaded | ErrorType::ProviderError | ErrorType::Connection => {
                    screen.step("", format_args!("{error_type}, tries again: {}", shortened(&error.to_string(), 60)));
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                ErrorType::ContextOverflow => {
                    let Some(shorter) = prompt.halved() else { return Err(error) };
                    screen.step("", format_args!("{error_type}, asks with half the text"));
                    prompt = shorter;
                }
                _ => return Err(error),
            }
        }
        self.attempt(&prompt, delivery).await
    }

    async fn attempt(&self, prompt: &Prompt, delivery: Delivery) -> Result<String, ModelError> {
        // The future is boxed because it holds a request of some kilobytes, which every caller's future would contain.
        match delivery {
            Delivery::Whole => Box::pin(self.complete_text(prompt)).await,
            Delivery::Streamed => Box::pin(self.stream_text(prompt)).await,
        }
    }
}
