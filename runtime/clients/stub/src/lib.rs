//! Stands in for a provider in the tests of the clients: a server on loopback that answers in the provider's formats.
//!
//! The model of a request selects the answer: [`ANSWERS`], [`LIMITED`] and so on.

mod expect;
mod failures;
mod models;
mod ollama;
mod openai_chat;
mod openai_responses;
mod server;
mod truncated_server;

pub use expect::Expected;
pub use models::{
    ANSWERS, BILLED, BUSY, CALLS, CONTEXT, CROWDED, EXHAUSTED, FILTERED, LIMITED, MISSING, NO_USAGE, OVERLOADED, SERVED,
};
pub use server::Stub;
pub use truncated_server::{Truncation, truncated_server};

/// Declares a test for each way in which a provider refuses a call. `$assert_refused(model, error_type)` makes the call
/// and checks it.
#[macro_export]
macro_rules! refusals {
    ($assert_refused:ident) => {
        #[tokio::test]
        async fn a_429_is_a_rate_limit() {
            $assert_refused($crate::LIMITED, agent_metrics::ErrorType::RateLimit).await;
        }

        #[tokio::test]
        async fn a_429_without_credit_is_an_exhausted_quota() {
            $assert_refused($crate::EXHAUSTED, agent_metrics::ErrorType::QuotaExhausted).await;
        }

        #[tokio::test]
        async fn a_529_is_an_overload() {
            $assert_refused($crate::OVERLOADED, agent_metrics::ErrorType::Overloaded).await;
        }

        #[tokio::test]
        async fn a_context_overflow() {
            $assert_refused($crate::CONTEXT, agent_metrics::ErrorType::ContextOverflow).await;
        }

        #[tokio::test]
        async fn a_missing_model() {
            $assert_refused($crate::MISSING, agent_metrics::ErrorType::NotFound).await;
        }
    };
}
