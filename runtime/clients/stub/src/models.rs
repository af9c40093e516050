//! What is answered to whom.

/// The model that answers.
pub const ANSWERS: &str = "gpt-4o";
/// The model that answers in its stead.
pub const SERVED: &str = "gpt-4.1";
/// Answers, and tells no usage.
pub const NO_USAGE: &str = "no-usage";
/// Answers what a content filter stopped.
pub const FILTERED: &str = "filtered";
/// Answers, and tells what it cost.
pub const BILLED: &str = "billed";
/// What it cost, in dollars: other than by any price.
pub(crate) const BILL: f64 = 0.0125;
/// Calls the first tool of the request, or one that is not there; given the result, it answers.
pub const CALLS: &str = "calls";
/// 429, too many requests.
pub const LIMITED: &str = "limited";
/// 429, no credit.
pub const EXHAUSTED: &str = "exhausted";
/// 529.
pub const OVERLOADED: &str = "overloaded";
/// 400, the request is larger than the context.
pub const CONTEXT: &str = "context";
/// 503, of Ollama.
pub const BUSY: &str = "busy";
/// 429 of a gateway before Ollama, with a text.
pub const CROWDED: &str = "crowded";
/// 404.
pub const MISSING: &str = "missing";

/// Dollars per million tokens of input, of cached input and of output, from OpenAI's price list.
pub(crate) fn price(model: &str) -> Option<[f64; 3]> {
    match model {
        ANSWERS => Some([2.5, 1.25, 10.0]),
        SERVED => Some([2.0, 0.5, 8.0]),
        _ => None,
    }
}
