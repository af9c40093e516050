//! What is answered to whom.

/// The model that answers.
pub const ANSWERS: &str = "gpt-4o";
/// The model that answers in its stead.
pub const SERVED: &str = "gpt-4.1";
/// Answers, and tells no usage.
pub const UNTOLD: &str = "untold";
/// Answers what a content filter stopped.
pub const FILTERED: &str = "filtered";
/// 429, too many requests.
pub const LIMITED: &str = "limited";
/// 429, no credit.
pub const EXHAUSTED: &str = "exhausted";
/// 529.
pub const OVERLOADED: &str = "overloaded";
/// 400, the request is larger than the context.
pub const CONTEXT: &str = "context";
/// 404.
pub const MISSING: &str = "missing";
