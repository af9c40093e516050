//! Reads the usage that a response reports: tokens by direction, converted from the provider's convention.

pub(crate) mod client;
mod count;
pub(crate) mod debug_variant;
mod finish_reason;
mod forward;
mod openai_status;
#[cfg(feature = "json")]
mod providers;
mod response;
mod service_tier;
pub(crate) mod tokens;

pub use count::{Count, IntoCount};
pub use finish_reason::FinishReason;
pub use response::LlmResponse;
pub use service_tier::ServiceTier;
#[cfg(feature = "registry")]
pub(crate) use tokens::DisjointUsage;
pub use tokens::TokenUsage;
