//! Prices what it reads, for `.ci/prices_vs_litellm`: a JSON array of calls in, an array of dollars (or null) out.
//!
//! With a file as its argument it takes the price book from there.

use agent_metrics::{
    ServiceTier, TokenUsage,
    pricing::{PriceBook, estimate, reload},
};
use serde_json::Value;
use std::io;

fn usage(call: &Value) -> TokenUsage {
    let count = |name: &str| call[name].as_u64();
    TokenUsage::new()
        .input_excluding_cached(count("input"), count("cached_input"), count("cache_write"))
        .cache_write_one_hour(count("cache_write_one_hour"))
        .input_audio(count("input_audio"))
        .output(count("output"))
        .output_audio(count("output_audio"))
        .reasoning(count("reasoning"))
        .served(ServiceTier::from_name(call["served"].as_str().unwrap_or_default()))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Some(path) = std::env::args().nth(1) {
        reload(PriceBook::from_file(path)?.even_if_smaller())?;
    }
    let calls: Vec<Value> = serde_json::from_reader(io::stdin())?;
    let dollars: Vec<Option<f64>> =
        calls.iter().map(|call| estimate(call["model"].as_str()?, &usage(call)).map(|cost| cost.dollars())).collect();
    serde_json::to_writer(io::stdout(), &dollars)?;
    Ok(())
}
