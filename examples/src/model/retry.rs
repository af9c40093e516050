//! What is worth another try.

use super::{Model, ModelError, Prompt};
use crate::screen::Screen;
use agent_metrics::{ClassifyError as _, ErrorType};
use std::time::Duration;

const MOST_ATTEMPTS: u32 = 4;
const FIRST_WAIT: Duration = Duration::from_millis(100);

impl Model {
    /// Asks for the whole answer at once, again if that may help.
    pub(crate) async fn ask(&self, prompt: Prompt, screen: Screen) -> Result<String, ModelError> {
        retrying(prompt, screen, async |prompt| self.complete_text(prompt).await).await
    }

    /// Asks for the answer piece by piece, again if that may help.
    pub(crate) async fn ask_streamed(&self, prompt: Prompt, screen: Screen) -> Result<String, ModelError> {
        retrying(prompt, screen, async |prompt| self.stream_text(prompt).await).await
    }
}

async fn retrying(
    mut prompt: Prompt,
    screen: Screen,
    attempt: impl AsyncFn(&Prompt) -> Result<String, ModelError>,
) -> Result<String, ModelError> {
    let mut wait = FIRST_WAIT;
    for _ in 1..MOST_ATTEMPTS {
        let error = match attempt(&prompt).await {
            Ok(text) => return Ok(text),
            Err(error) => error,
        };
        match error.error_type() {
            ErrorType::RateLimit | ErrorType::Overloaded | ErrorType::ProviderError | ErrorType::Connection => {
                screen.step("", format_args!("{}, tries again: {error}", error.error_type()));
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            ErrorType::ContextOverflow => match prompt.halved() {
                Some(shorter) => {
                    screen.step("", format_args!("{}, asks a shorter question", error.error_type()));
                    prompt = shorter;
                }
                None => return Err(error),
            },
            _ => return Err(error),
        }
    }
    attempt(&prompt).await
}
