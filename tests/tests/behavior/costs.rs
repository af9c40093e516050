//! Cost is tokens times price, by the model that answered; a price that is not known is not invented.

use agent_metrics::{Config, Price, ServiceTier, TokenUsage, llm_metered, testing::Recorder};
use agent_metrics_tests::Reply;

#[llm_metered(model = model, agent_id = "bot-1")]
fn ask(model: &str, reply: Reply) -> Reply {
    reply
}

#[llm_metered(model = model, provider = provider, agent_id = "bot-1")]
fn ask_provider(provider: &str, model: &str) -> Reply {
    Reply::with("", TokenUsage::new().input(1_000_000))
}

fn usage() -> TokenUsage {
    TokenUsage::new().input_including_cached(1_000_000, 400_000).output(100_000)
}

fn assert_dollars(recorder: &Recorder, model: &str, dollars: f64) {
    let cost = recorder.counter("llm_estimated_cost_dollars", &[("model", model)]);
    assert!((cost - dollars).abs() < 1e-9, "{model}: {cost} instead of {dollars}");
}

#[test]
fn a_known_model_costs_tokens_times_price() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        ask("gpt-4o", Reply::with("", usage()));
        let small = TokenUsage::new().input_excluding_cached(60_000, 40_000, 20_000).output(10_000);
        ask("anthropic/claude-sonnet-4-5", Reply::with("claude-sonnet-4-5-20250929", small));
        ask("gemini-2.5-pro", Reply::with("", usage()));
    });
    // 600k x $2.50 + 400k x $1.25 + 100k x $10, per million.
    assert_dollars(&recorder, "gpt-4o", 1.5 + 0.5 + 1.0);
    // 60k x $3 + 40k x $0.30 + 20k x $3.75 + 10k x $15, per million.
    assert_dollars(&recorder, "anthropic/claude-sonnet-4-5", 0.18 + 0.012 + 0.075 + 0.15);
    // Above 200k tokens of input: 600k x $2.50 + 400k x $0.25 + 100k x $15, per million.
    assert_dollars(&recorder, "gemini-2.5-pro", 1.5 + 0.1 + 1.5);
    assert_eq!(recorder.series("llm_unpriced_tokens_total"), 0);
}

#[test]
fn the_model_that_answered_is_billed() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask("gpt-4o", Reply::with("gpt-4o-mini-2024-07-18", TokenUsage::new().input(1_000_000))));
    assert_dollars(&recorder, "gpt-4o-mini-2024-07-18", 0.15);
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "gpt-4o")]), 0.0);
}

#[test]
fn a_model_that_nobody_knows_is_unpriced() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask("gpt-4o-ultra", Reply::with("", usage())));
    assert_eq!(recorder.series("llm_estimated_cost_dollars"), 0, "no price, not a price of zero");
    assert_eq!(recorder.counter("llm_unpriced_tokens_total", &[("model", "gpt-4o-ultra")]), 1_100_000.0);
}

#[test]
fn a_local_model_costs_nothing() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        ask("ollama/llama3", Reply::with("", usage()));
        ask_provider("ollama", "qwen");
    });
    assert_eq!(recorder.series("llm_estimated_cost_dollars"), 2);
    assert_dollars(&recorder, "ollama/llama3", 0.0);
    assert_eq!(recorder.series("llm_unpriced_tokens_total"), 0);
}

#[test]
fn your_own_prices_come_first_and_the_fallback_last() {
    let config = Config::new()
        .price("gpt-4o", Price::new(1.0, 2.0))
        .price("ours", Price::new(4.0, 8.0).cached_input(0.5))
        .fallback_price(Price::new(10.0, 20.0));
    let recorder = Recorder::with_config(config).unwrap();
    recorder.scope_sync(|| {
        ask("gpt-4o", Reply::with("", usage()));
        ask("ours", Reply::with("", usage()));
        ask("gpt-4o-ultra", Reply::with("", usage()));
        ask("o3", Reply::with("", TokenUsage::new().input(1_000_000)));
    });
    assert_dollars(&recorder, "gpt-4o", 1.0 + 0.2);
    assert_dollars(&recorder, "ours", 2.4 + 0.2 + 0.8);
    assert_dollars(&recorder, "gpt-4o-ultra", 10.0 + 2.0);
    assert_dollars(&recorder, "o3", 2.0);
}

#[test]
fn the_provider_tells_models_of_one_name_apart() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask_provider("openai", "gpt-4o"));
    assert_dollars(&recorder, "gpt-4o", 2.5);
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask_provider("nobody", "gpt-4o"));
    assert_eq!(recorder.counter("llm_unpriced_tokens_total", &[]), 1_000_000.0);
}

#[test]
fn above_the_cap_each_model_is_still_priced_as_itself() {
    let recorder = Recorder::with_config(Config::new().series_cap(1)).unwrap();
    recorder.scope_sync(|| {
        for model in ["o3", "gpt-4o", "gpt-4o-mini"] {
            ask(model, Reply::with("", TokenUsage::new().input(1_000_000)));
        }
    });
    assert_dollars(&recorder, "o3", 2.0);
    assert_dollars(&recorder, "_overflow", 2.5 + 0.15);
}

#[test]
fn the_terms_that_were_served_are_billed() {
    let usage = TokenUsage::new().input(100_000).output(10_000);
    for (tier, dollars) in [
        (ServiceTier::Standard, 0.28),
        (ServiceTier::Flex, 0.14),
        (ServiceTier::Priority, 0.49),
        (ServiceTier::Batch, 0.14),
    ] {
        let recorder = Recorder::new();
        recorder.scope_sync(|| ask("o3", Reply::with("", usage.served(tier))));
        assert_dollars(&recorder, "o3", dollars);
        assert_eq!(recorder.series("llm_incomplete_costs_total"), 0);
    }
}

#[test]
fn what_the_book_does_not_know_is_counted_by_reason_and_the_rest_is_priced() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let warp = usage().served(ServiceTier::from_name("warp"));
        ask("gpt-4o", Reply::with("", warp.web_searches(2).output_audio(10)));
        ask("gpt-4o", Reply::with("", warp));
        ask("gpt-4o", Reply::with("", usage()));
        // What has no price of its own costs as input: never nothing.
        ask("gpt-4-turbo", Reply::with("", TokenUsage::new().input_including_cached(100_000, 60_000)));
    });
    let incomplete = |reason| recorder.counter("llm_incomplete_costs_total", &[("reason", reason)]);
    assert_eq!(incomplete("service_tier"), 2.0);
    assert_eq!(incomplete("audio_price"), 1.0);
    assert_eq!(incomplete("cached_input_price"), 1.0);
    assert_dollars(&recorder, "gpt-4-turbo", 1.0);
    assert_eq!(recorder.series("llm_unpriced_tokens_total"), 0);
}

#[test]
fn a_cost_that_the_provider_told_is_complete() {
    let recorder = Recorder::new();
    let reported = TokenUsage::new().input(10).served(ServiceTier::Unknown).cost_dollars(0.25);
    recorder.scope_sync(|| ask("gpt-4o", Reply::with("", reported)));
    assert_dollars(&recorder, "gpt-4o", 0.25);
    assert_eq!(recorder.series("llm_incomplete_costs_total"), 0);
}

#[test]
fn tokens_are_billed_once_in_whichever_order_they_are_told() {
    let config = Config::new().price("ours*", Price::new(1_000.0, 4_000.0).cache_write(2_000.0));
    let recorder = Recorder::with_config(config).unwrap();
    let before = TokenUsage::new().cache_write_inside_input(100).input_including_cached(1_000, 0).output(50);
    let after = TokenUsage::new().output(50).input_including_cached(1_000, 0).cache_write_inside_input(100);
    recorder.scope_sync(|| {
        ask("ours", Reply::with("", before));
        ask("ours too", Reply::with("", after));
    });
    for (model, usage) in [("ours", before), ("ours too", after)] {
        assert_eq!(usage.total_tokens(), 1_050);
        assert_eq!(recorder.counter("llm_tokens_total", &[("model", model)]), 1_050.0, "{model}");
        // 900 x $1,000 + 100 x $2,000 + 50 x $4,000, per million.
        assert_dollars(&recorder, model, 0.9 + 0.2 + 0.2);
    }
}

#[test]
fn one_hour_cache_writes_cost_more() {
    let recorder = Recorder::new();
    let usage = TokenUsage::new().input_excluding_cached(100, 9_000, 2_000).cache_write_one_hour(500).output(500);
    recorder.scope_sync(|| ask("claude-sonnet-4-5", Reply::with("", usage)));
    // 100 x $3 + 9,000 x $0.30 + 1,500 x $3.75 + 500 x $6 + 500 x $15, per million.
    assert_dollars(&recorder, "claude-sonnet-4-5", 0.0003 + 0.0027 + 0.005_625 + 0.003 + 0.0075);
}

#[test]
fn a_pattern_prices_every_model_that_fits() {
    let file = "[prices]\n'our-*' = { input = 1, output = 2 }\n\
        'our-large-*' = { input = 3, output = 4, cache_write = 5, cache_write_one_hour = 6 }\n'our-large-1' = { input = 7, output = 8 }\n";
    let recorder = Recorder::with_config(toml::from_str(file).expect("it is right")).unwrap();
    recorder.scope_sync(|| {
        for model in ["our-small", "our-large-1", "not-our-own"] {
            ask(model, Reply::with("", TokenUsage::new().input(1_000_000)));
        }
        ask(
            "our-large-2",
            Reply::with("", TokenUsage::new().input_excluding_cached(0, 0, 1_000_000).cache_write_one_hour(1_000_000)),
        );
    });
    assert_dollars(&recorder, "our-small", 1.0);
    assert_dollars(&recorder, "our-large-1", 7.0);
    assert_dollars(&recorder, "our-large-2", 6.0);
    assert_eq!(recorder.counter("llm_unpriced_tokens_total", &[]), 1_000_000.0);
}

#[test]
fn a_price_in_a_file_that_is_wrong_names_its_entry() {
    let read = |entry: &str| toml::from_str::<Config>(&format!("[prices]\n{entry}\n"));
    let refused = |entry: &str| read(entry).unwrap_err().message().to_owned();
    let unknown = refused("'our-*' = { input = 1, output = 2, cache_write_1h = 3 }");
    assert!(unknown.contains("`our-*`") && unknown.contains("cache_write_one_hour"), "{unknown}");
    assert!(refused("'ours' = { input = 1 }").contains("`ours`"));
    let negative = read("'our-*' = { input = 1, output = 2, cache_write_one_hour = -3 }").expect("it can be read");
    let negative = Recorder::with_config(negative).expect_err("no price is negative").to_string();
    assert!(negative.contains("`our-*`") && negative.contains("`cache_write_one_hour` is -3"), "{negative}");
}
