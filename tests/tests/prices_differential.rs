//! Every model of the price book costs what the book itself says, in every shape of usage and on all terms.
#![cfg(feature = "metrics")]
#![allow(missing_docs)]

use agent_metrics::{ServiceTier, TokenUsage, pricing::Estimate};
use genai_prices::{Calculator, PriceRequest, Usage, UsageKey};

/// A usage as we tell it, and as the book does: its input includes all that was cached.
struct Shape {
    name: &'static str,
    ours: TokenUsage,
    theirs: Vec<(UsageKey, f64)>,
}

fn shapes() -> Vec<Shape> {
    let anthropic =
        |input: u64, cached: u64, written: u64| TokenUsage::new().input_excluding_cached(input, cached, written);
    let shape = |name, ours, theirs: &[(UsageKey, f64)]| Shape { name, ours, theirs: theirs.to_vec() };
    vec![
        shape(
            "plain",
            TokenUsage::new().input(12_345).output(6_789),
            &[(UsageKey::INPUT_TOKENS, 12_345.0), (UsageKey::OUTPUT_TOKENS, 6_789.0)],
        ),
        shape(
            "cached",
            TokenUsage::new().input_including_cached(54_321, 50_000).output(777),
            &[
                (UsageKey::INPUT_TOKENS, 54_321.0),
                (UsageKey::CACHE_READ_TOKENS, 50_000.0),
                (UsageKey::OUTPUT_TOKENS, 777.0),
            ],
        ),
        shape(
            "cache write",
            anthropic(1_000, 2_000, 9_000).cache_write_one_hour(4_000).output(500),
            &[
                (UsageKey::INPUT_TOKENS, 12_000.0),
                (UsageKey::CACHE_READ_TOKENS, 2_000.0),
                (UsageKey::CACHE_WRITE_TOKENS, 9_000.0),
                (UsageKey::CACHE_WRITE_5M_TOKENS, 5_000.0),
                (UsageKey::CACHE_WRITE_1H_TOKENS, 4_000.0),
                (UsageKey::OUTPUT_TOKENS, 500.0),
            ],
        ),
        shape(
            "above 272k",
            anthropic(30_000, 250_001, 20_000).output(1_234),
            &[
                (UsageKey::INPUT_TOKENS, 300_001.0),
                (UsageKey::CACHE_READ_TOKENS, 250_001.0),
                (UsageKey::CACHE_WRITE_TOKENS, 20_000.0),
                (UsageKey::CACHE_WRITE_5M_TOKENS, 20_000.0),
                (UsageKey::OUTPUT_TOKENS, 1_234.0),
            ],
        ),
        shape(
            "audio, reasoning, searches",
            TokenUsage::new()
                .input_including_cached(50_000, 8_000)
                .input_audio(20_000)
                .cached_audio(3_000)
                .output(9_000)
                .output_audio(2_000)
                .reasoning(5_000)
                .web_searches(3),
            &[
                (UsageKey::INPUT_TOKENS, 50_000.0),
                (UsageKey::CACHE_READ_TOKENS, 8_000.0),
                (UsageKey::INPUT_AUDIO_TOKENS, 23_000.0),
                (UsageKey::CACHE_AUDIO_READ_TOKENS, 3_000.0),
                (UsageKey::OUTPUT_TOKENS, 9_000.0),
                (UsageKey::OUTPUT_AUDIO_TOKENS, 2_000.0),
                (UsageKey::OUTPUT_REASONING_TOKENS, 5_000.0),
                (UsageKey::OUTPUT_AUDIO_REASONING_TOKENS, 0.0),
                (UsageKey::WEB_SEARCHES, 3.0),
            ],
        ),
    ]
}

/// What the book says, in dollars; `None` for the few ids by which it does not find its own model.
fn theirs(provider: &str, id: &str, usage: &Usage, tier: ServiceTier) -> Option<f64> {
    // By some of its ids the book does not find its own model, but by what it is called where it is sold.
    let names = [
        id.to_owned(),
        id.replace("regional.", "us."),
        format!("accounts/fireworks/models/{id}"),
        format!("accounts/fireworks/routers/{id}"),
        format!("{id}-latest"),
    ];
    names.iter().find_map(|name| theirs_by_name(provider, name, id, usage, tier))
}

fn theirs_by_name(provider: &str, name: &str, id: &str, usage: &Usage, tier: ServiceTier) -> Option<f64> {
    let mut request = PriceRequest::new(name, usage).with_provider_id(provider);
    request = match tier {
        ServiceTier::Flex => request.with_price_context("service_tier", "flex"),
        ServiceTier::Priority => request.with_price_context("service_tier", "priority"),
        ServiceTier::Batch => request.with_price_context("processing", "batch"),
        _ => request,
    };
    let price = Calculator::bundled().calculate(&request).ok()?;
    (price.model_id == id).then_some(price.total_price)
}

/// How many were compared.
fn compare(tier: ServiceTier, shapes: &[Shape], every: usize) -> usize {
    let (mut compared, mut wrong) = (0, Vec::new());
    let book = Calculator::bundled();
    let models = book.providers().flat_map(|provider| provider.models().map(move |model| (provider.id(), model.id())));
    for (provider, model) in models.step_by(every) {
        let name = format!("{provider}/{model}");
        for Shape { name: shape, ours, theirs: usage } in shapes {
            let usage: Usage = usage.iter().cloned().collect();
            let before = theirs(provider, model, &usage, tier);
            let ours = Estimate::of(&name, &ours.served(tier)).map(|estimate| estimate.cost().dollars());
            let after = theirs(provider, model, &usage, tier); // a price may just have changed
            let near =
                |theirs: Option<f64>| ours.zip(theirs).is_some_and(|(ours, theirs)| (ours - theirs).abs() <= 1e-9);
            if near(before) || near(after) {
                compared += 1;
            } else if ours.is_some() || before.is_some_and(|dollars| dollars > 0.0) {
                // (What is sold by the second, the page or the character has no price of tokens, which is not zero.)
                wrong.push(format!("{name}, {shape}, {tier:?}: {ours:?} instead of {before:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    compared
}

#[test]
fn every_model_costs_what_the_book_says() {
    let compared = compare(ServiceTier::Standard, &shapes(), 1);
    assert!(compared > 5 * 2_200, "only {compared}");
}

#[test]
fn so_it_does_on_all_terms() {
    for tier in [ServiceTier::Flex, ServiceTier::Priority, ServiceTier::Batch] {
        compare(tier, &shapes(), 3);
    }
}
