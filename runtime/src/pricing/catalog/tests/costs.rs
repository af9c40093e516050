//! Prices calls of every shape by the catalog that is compiled in.

use super::super::{
    super::{
        billable_counts::Parts,
        missing_prices::MissingPrice,
        price_book::{PriceBook, PriceBookError},
    },
    *,
};

#[test]
fn prices_of_the_past_are_of_the_past() {
    let o3 = Catalog::bundled().find(None, "o3").expect("it is known");
    let counts = BillableCounts { input: 1_000, ..BillableCounts::default() };
    let at = |days: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400);
    let cost = |days| Catalog::bundled().estimate(&o3, counts, at(days)).map(|estimate| estimate.cost().picodollars());
    assert_eq!(cost(20_209), Some(10_000_000_000), "2025-05-01");
    assert_eq!(cost(20_300), Some(2_000_000_000), "2025-07-31");
}

/// The estimate at a time when all tiers of the catalog apply.
fn estimate(model: &str, counts: BillableCounts) -> Estimate {
    let catalog = Catalog::bundled();
    let found = catalog.find(None, model).unwrap_or_else(|| panic!("{model} is known"));
    let time = UNIX_EPOCH + Duration::from_secs(1_795_478_400); // 2026-11-24
    catalog.estimate(&found, counts, time).expect("it has a price")
}

fn assert_costs(model: &str, counts: BillableCounts, dollars: f64, missing: &[MissingPrice]) {
    let found = estimate(model, counts);
    assert!((found.cost().dollars() - dollars).abs() < 1e-9, "{model} {counts:?}: {}", found.cost());
    assert_eq!(found.missing().collect::<Vec<_>>(), missing, "{model} {counts:?}");
}

const COUNTS: BillableCounts = BillableCounts {
    input: 100_000,
    cached_input: 0,
    cache_write: 0,
    one_hour_write: 0,
    output: 10_000,
    reasoning: 0,
    parts: Parts::NONE,
    tier: ServiceTier::Standard,
};

#[test]
fn the_terms_that_were_served_decide() {
    let on = |tier| BillableCounts { tier, ..COUNTS };
    assert_costs("o3", on(ServiceTier::Standard), 0.2 + 0.08, &[]);
    assert_costs("o3", on(ServiceTier::Flex), 0.1 + 0.04, &[]);
    assert_costs("o3", on(ServiceTier::Priority), 0.35 + 0.14, &[]);
    assert_costs("o3", on(ServiceTier::Batch), 0.1 + 0.04, &[]);
    assert_costs("o3", on(ServiceTier::Unknown), 0.2 + 0.08, &[MissingPrice::ServiceTier]);
    assert_costs("claude-sonnet-4-5", on(ServiceTier::Batch), 0.15 + 0.075, &[]);
    assert_costs("claude-sonnet-4-5", on(ServiceTier::Priority), 0.3 + 0.15, &[MissingPrice::ServiceTier]);
    // The whole request is over 272,000 tokens, in the batch as well.
    let large = BillableCounts { input: 300_000, tier: ServiceTier::Batch, ..COUNTS };
    assert_costs("gpt-5.4", large, 0.3 * 2.5 + 0.01 * 11.25, &[]);
}

#[test]
fn cache_writes_cost_by_how_long_they_last() {
    let written = BillableCounts { cache_write: 30_000, one_hour_write: 10_000, ..COUNTS };
    assert_costs("claude-sonnet-4-5", written, 0.3 + 0.02 * 3.75 + 0.01 * 6.0 + 0.15, &[]);
    // As input, which is not sure to be the price.
    assert_costs("gpt-4o", written, 0.25 + 0.03 * 2.5 + 0.1, &[MissingPrice::CacheWritePrice]);
}

#[test]
fn what_was_cached_is_never_free_where_its_price_is_not_known() {
    let cached = BillableCounts { cached_input: 50_000, ..COUNTS };
    assert_costs("gpt-4-turbo", cached, 1.0 + 0.5 + 0.3, &[MissingPrice::CachedInputPrice]);
}

#[test]
fn audio_and_images_have_their_price() {
    let parts = Parts { input_audio: 40_000, output_audio: 5_000, ..Parts::NONE };
    let audio = BillableCounts { parts, ..COUNTS };
    // Text 4 and 16, audio 32 and 64.
    assert_costs("gpt-realtime", audio, 0.06 * 4.0 + 0.04 * 32.0 + 0.005 * 16.0 + 0.005 * 64.0, &[]);
    let cached = BillableCounts { cached_input: 20_000, parts: Parts { cached_audio: 15_000, ..parts }, ..COUNTS };
    let dollars = 0.06 * 4.0 + 0.04 * 32.0 + 0.02 * 0.4 + 0.005 * 16.0 + 0.005 * 64.0;
    assert_costs("gpt-realtime", cached, dollars, &[]);
    assert_costs(
        "gemini-2.5-flash",
        BillableCounts { parts: Parts { output_audio: 0, ..parts }, ..COUNTS },
        0.06 * 0.3 + 0.04 + 0.025,
        &[],
    );
    assert_costs("gpt-4o", audio, 0.25 + 0.1, &[MissingPrice::AudioPrice]);
    let image = BillableCounts { parts: Parts { input_image: 40_000, ..Parts::NONE }, ..COUNTS };
    assert_costs("gpt-realtime", image, 0.06 * 4.0 + 0.04 * 5.0 + 0.16, &[]);
    assert_costs("gpt-4o", image, 0.25 + 0.1, &[]); // an image that is read costs as text
    let drawn = BillableCounts { parts: Parts { output_image: 5_000, ..Parts::NONE }, ..COUNTS };
    assert_costs("gpt-4o", drawn, 0.25 + 0.1, &[MissingPrice::ImagePrice]);
}

#[test]
fn fees_are_added() {
    let searched = BillableCounts { parts: Parts { web_searches: 3, ..Parts::NONE }, ..COUNTS };
    assert_costs("claude-sonnet-4-5", searched, 0.3 + 0.15 + 0.03, &[]);
    assert_costs("gpt-4-turbo", searched, 1.0 + 0.3, &[MissingPrice::WebSearchPrice]);
    // Twelve dollars a thousand requests.
    assert_costs("perplexity/sonar", COUNTS, 0.1 + 0.01 + 0.012, &[]);
    // Thinking has its own price.
    let thought = BillableCounts { reasoning: 8_000, ..COUNTS };
    assert_costs("perplexity/sonar-deep-research", thought, 0.2 + 0.002 * 8.0 + 0.008 * 3.0, &[]);
}

#[test]
fn what_is_no_catalog_is_refused() {
    for json in
        ["", " ", "<html>", "null", "[", "[]", "{}", "{\"m\": 1}", "{\"m\": {\"mode\": \"chat\"}}", "[{\"id\": 1}]"]
    {
        let refused = PriceBook::from_json(json.as_bytes()).err();
        assert!(matches!(refused, Some(PriceBookError::Invalid { .. })), "{json}: {refused:?}");
    }
    let negative = br#"{ "m": { "input_cost_per_token": -1, "output_cost_per_token": 1 } }"#;
    let refused = PriceBook::from_json(negative).expect_err("no price is negative").to_string();
    assert!(refused.contains("`m`: input_cost_per_token is -1"), "{refused}");
}

/// The date of the bundled prices is that of one version of them.
#[test]
fn the_bundled_book_is_the_one_that_was_dated() {
    let lock = include_str!("../../../../../Cargo.lock");
    assert!(
        lock.contains("name = \"genai-prices\"\nversion = \"0.2.1\""),
        "genai-prices was updated: set `BUNDLED` to the newest `start_date` that is past in its data"
    );
}
