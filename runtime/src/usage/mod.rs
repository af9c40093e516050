//! What a response used: tokens by direction, and the convention they were counted by.

mod count;
mod response;
mod served;
mod tokens;

pub use count::{Count, IntoCount};
pub use response::LlmResponse;
pub use served::ServedTier;
pub use tokens::TokenUsage;
