//! What a response used: tokens by direction, and the convention they were counted by.

mod count;
mod failure;
#[cfg(feature = "json")]
mod json;
mod response;
mod served;
pub(crate) mod spelled;
pub(crate) mod tokens;

pub use count::{Count, IntoCount};
pub use response::LlmResponse;
pub use served::ServedTier;
pub use tokens::TokenUsage;
