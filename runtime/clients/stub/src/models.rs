//! Names the models of the stub: the model of a request selects the answer.

/// Selects an answer by [`SERVED`].
pub const ANSWERS: &str = "gpt-4o";
/// The model that every answer names.
pub const SERVED: &str = "gpt-4.1";
/// Selects an answer that reports no usage.
pub const NO_USAGE: &str = "no-usage";
/// Selects an answer that a content filter stopped.
pub const FILTERED: &str = "filtered";
/// Selects an answer whose usage includes the cost.
pub const BILLED: &str = "billed";
/// The cost that is reported for [`BILLED`] in dollars, which matches no price list.
pub(crate) const BILL: f64 = 0.0125;
/// Selects a call of the request's first tool, or of one that does not exist, and a text once the request has its
/// result.
pub const CALLS: &str = "calls";
/// Selects a refusal with 429, too many requests.
pub const LIMITED: &str = "limited";
/// Selects a refusal with 429, no credit.
pub const EXHAUSTED: &str = "exhausted";
/// Selects a refusal with 529, overloaded.
pub const OVERLOADED: &str = "overloaded";
/// Selects a refusal with 400, because the request exceeds the context window.
pub const CONTEXT: &str = "context";
/// Selects a refusal with Ollama's 503, server busy.
pub const BUSY: &str = "busy";
/// Selects a refusal with 429 and a plain text, by a gateway in front of Ollama.
pub const CROWDED: &str = "crowded";
/// Selects a refusal with 404, model not found.
pub const MISSING: &str = "missing";

/// Returns the dollars per million tokens of input, cached input and output in OpenAI's price list.
pub(crate) fn price(model: &str) -> Option<[f64; 3]> {
    match model {
        ANSWERS => Some([2.5, 1.25, 10.0]),
        SERVED => Some([2.0, 0.5, 8.0]),
        _ => None,
    }
}
