//! Tests which price a model resolves to.

use super::{
    super::active_catalog::{is_ready, run_when_ready, wait_until_ready},
    *,
};
use crate::ServiceTier;
use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::SystemTime,
};

fn usage(input: u64, cached: u64, write: u64, output: u64) -> TokenUsage {
    TokenUsage::new().input_excluding_cached(input, cached, write).output(output)
}

fn prices(overrides: &[(&str, Price)], fallback: Option<Price>) -> PriceResolver {
    PriceResolver::new(overrides.iter().map(|(name, price)| ((*name).to_owned(), *price)).collect(), fallback)
}

fn picodollars(priced: Priced) -> Result<u64, Priced> {
    if let Priced::Cost(estimate) = priced { Ok(estimate.cost.picodollars()) } else { Err(priced) }
}

/// In picodollars, by a thread that first finds the price and then remembers it.
fn cost_of(prices: &PriceResolver, provider: Option<&str>, model: &str, usage: &TokenUsage) -> Option<u64> {
    let mut remembered = None;
    let mut price =
        || prices.price_remembered(Some(&mut remembered), provider, model, &usage.disjoint(), Moment::now());
    let [first, second] = [price(), price()];
    let [first, second] = [first, second].map(picodollars);
    let (Ok(first), Ok(second)) = (first, second) else {
        assert_eq!(first, second);
        assert!(matches!(first, Err(Priced::Unknown | Priced::Implausible)), "{first:?}");
        return None;
    };
    assert!(first.abs_diff(second) <= 1_000, "{model}: {first} {second}");
    Some(second)
}

#[test]
fn the_users_own_price_comes_first() {
    wait_until_ready();
    let own = prices(
        &[("gpt-4o", Price::new(1.0, 2.0)), ("azure/gpt-4o", Price::new(3.0, 4.0)), ("ollama/x", Price::new(5.0, 6.0))],
        Some(Price::new(7.0, 8.0)),
    );
    let million = usage(1_000_000, 0, 0, 0);
    let dollars = |provider, model| cost_of(&own, provider, model, &million).map(|cost| cost / 1_000_000_000_000);
    assert_eq!(dollars(None, "gpt-4o"), Some(1));
    assert_eq!(dollars(Some("openai"), "gpt-4o"), Some(1));
    assert_eq!(dollars(Some("azure"), "gpt-4o"), Some(3));
    assert_eq!(dollars(None, "azure/gpt-4o"), Some(3));
    assert_eq!(dollars(None, "ollama/x"), Some(5), "before local models");
    assert_eq!(dollars(None, "ollama/y"), Some(0), "local models before the fallback");
    assert_eq!(dollars(Some("ollama"), "gpt-oss:20b"), Some(0));
    assert_eq!(dollars(None, "nobody-knows-it"), Some(7), "the fallback");
    assert_eq!(cost_of(&prices(&[], None), None, "nobody-knows-it", &million), None, "nothing is invented");
}

#[test]
fn what_was_not_reported_costs_nothing() {
    let own = prices(&[("m", Price::new(1.0, 2.0))], None);
    assert_eq!(cost_of(&own, None, "m", &TokenUsage::new()), Some(0));
    assert_eq!(cost_of(&own, None, "m", &TokenUsage::new().output(10)), Some(20_000_000));
}

#[test]
fn what_needs_no_catalog_is_known_before_it_is_loaded() {
    let own = prices(&[("m", Price::new(1.0, 2.0))], None);
    assert!(own.fixed(None, "m").is_some());
    assert!(own.fixed(None, "vllm/m").is_some());
}

#[test]
fn the_provider_decides_as_well() {
    // A series of one model remembers one price, and two providers may sell the model.
    let own = prices(&[("a", Price::new(1.0, 0.0)), ("b", Price::new(2.0, 0.0)), ("p/a", Price::new(3.0, 0.0))], None);
    let (mut remembered, one) = (None, usage(1, 0, 0, 0));
    let mut price = |provider, model| {
        let remembered = (model == "a").then_some(&mut remembered);
        picodollars(own.price_remembered(remembered, provider, model, &one.disjoint(), Moment::now()))
    };
    for _ in 0..2 {
        assert_eq!(price(None, "a"), Ok(1_000_000));
        assert_eq!(price(None, "b"), Ok(2_000_000));
        assert_eq!(price(Some("p"), "a"), Ok(3_000_000));
    }
    assert_eq!(own.models.read().len(), 3);
}

#[test]
fn a_model_is_looked_up_once_however_many_there_are() {
    let all = prices(&[], None);
    for number in 0..5_000 {
        let name = format!("model-{number}");
        assert!(Arc::ptr_eq(&all.model(None, &name), &all.model(None, &name)), "{name}");
        assert!(all.models.read().len() <= MAX_MODELS);
    }
}

#[test]
fn what_was_deferred_has_run_when_it_is_ready() {
    static RAN: AtomicUsize = AtomicUsize::new(0);
    for _ in 0..3 {
        run_when_ready(Box::new(|| {
            assert!(is_ready());
            RAN.fetch_add(1, Relaxed);
        }));
    }
    wait_until_ready();
    assert_eq!(RAN.load(Relaxed), 3);
}

#[test]
fn where_the_catalog_can_not_be_loaded_only_the_rest_is_known() {
    for fallback in [None, Some(Price::new(1.0, 2.0))] {
        let model = prices(&[], fallback).model(None, "gpt-4o");
        assert!(model.find(None).is_none());
        let rates = model.sample(None, ServiceTier::Standard, SystemTime::now(), 0);
        assert_eq!(rates.flat, fallback.map_or(FlatRates::INAPPLICABLE, FlatRates::from));
    }
}

#[cfg(not(feature = "prices"))]
#[test]
fn without_a_catalog_all_is_ready_at_once() {
    assert!(is_ready());
    assert_eq!(cost_of(&prices(&[], None), None, "gpt-4o", &usage(1, 0, 0, 0)), None);
}

#[cfg(feature = "prices")]
mod with_a_catalog {
    use super::{super::super::billable_counts::BillableCounts, *};
    use crate::{
        ServiceTier,
        pricing::{
            MissingPrice,
            internal::catalog::{Catalog, Reference},
        },
    };
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    fn cost(catalog: &Catalog, reference: &Reference, usage: &TokenUsage) -> u64 {
        let estimate = catalog.estimate(reference, BillableCounts::from(&usage.disjoint()), SystemTime::now());
        estimate.expect("it has a price").cost.picodollars()
    }

    #[test]
    fn a_call_before_the_catalog_is_there_is_priced_after() {
        let (all, million) = (prices(&[], None), usage(1_000_000, 0, 0, 0));
        // Other tests may have loaded it: then it is known at once.
        let early = picodollars(all.price(None, "gpt-4o", &million));
        assert!(matches!(early, Err(Priced::NotReady) | Ok(2_500_000_000_000)), "{early:?}");
        wait_until_ready();
        assert_eq!(picodollars(all.price(None, "gpt-4o", &million)), Ok(2_500_000_000_000));
    }

    /// Dollars per million tokens: input, cached input, cache write, output. From the notes on providers' own pages.
    #[test]
    fn golden_prices() {
        wait_until_ready();
        let all = prices(&[], None);
        for (model, dollars) in [
            ("gpt-4o", [2.5, 1.25, 2.5, 10.0]),
            ("claude-sonnet-4-5", [3.0, 0.3, 3.75, 15.0]),
            ("gemini-2.5-pro", [1.25, 0.125, 1.25, 10.0]),
            ("o3", [2.0, 0.5, 2.0, 8.0]),
            ("claude-opus-4-5", [5.0, 0.5, 6.25, 25.0]),
            ("claude-haiku-4-5", [1.0, 0.1, 1.25, 5.0]),
            ("gpt-5", [1.25, 0.125, 1.25, 10.0]),
            ("gemini-2.5-flash", [0.3, 0.03, 0.3, 2.5]),
        ] {
            let tokens = 100_000;
            let alone =
                [usage(tokens, 0, 0, 0), usage(0, tokens, 0, 0), usage(0, 0, tokens, 0), usage(0, 0, 0, tokens)];
            for (usage, dollars) in alone.iter().zip(dollars) {
                let cost = cost_of(&all, None, model, usage).expect("it is known");
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // dollars, few and not below zero
                let wanted = (dollars * 1e11) as u64;
                assert!(cost.abs_diff(wanted) <= 1_000, "{model} {usage:?}: {cost}, not {wanted}");
            }
        }
    }

    #[test]
    fn the_whole_request_is_in_the_higher_tier() {
        wait_until_ready();
        let all = prices(&[], None);
        let cost = |usage: &TokenUsage| cost_of(&all, None, "gemini-2.5-pro", usage).expect("it is known");
        assert_eq!(cost(&usage(200_000, 0, 0, 1_000)), 260_000_000_000);
        assert_eq!(cost(&usage(300_000, 0, 0, 1_000)), 765_000_000_000);
        // What was read from the cache counts towards the tier: 100,000 × 2.50 + 200,000 × 0.25 + 1,000 × 15.
        assert_eq!(cost(&usage(100_000, 200_000, 0, 1_000)), 315_000_000_000);
    }

    #[test]
    fn cached_tokens_are_not_paid_twice() {
        wait_until_ready();
        let all = prices(&[], None);
        // 600 × 2.50 + 400 × 1.25 + 50 × 10, in dollars per million.
        let openai = TokenUsage::new().input_including_cached(1_000, 400).output(50);
        assert_eq!(cost_of(&all, None, "gpt-4o", &openai), Some(2_500_000_000));
        // 100 × 3 + 2,000 × 3.75 + 9,000 × 0.30 + 500 × 15.
        let anthropic = TokenUsage::new().input_excluding_cached(100, 9_000, 2_000).output(500);
        assert_eq!(cost_of(&all, None, "claude-sonnet-4-5", &anthropic), Some(18_000_000_000));
    }

    #[test]
    fn the_time_of_day_matters_where_it_does() {
        wait_until_ready();
        let (model, tokens) = (prices(&[], None).model(None, "deepseek-v4-pro"), usage(100_000, 0, 0, 0));
        let entry = model.find(Some(Arc::new(Catalog::bundled()))).expect("it is known");
        let day = 20_781 * 86_400; // 2026-11-24, a Tuesday
        for (hour, expected) in [(2, 132_000_000_000), (12, 66_000_000_000)] {
            let time = UNIX_EPOCH + Duration::from_secs(day + hour * 3_600);
            let rates = model.sample(Some(&entry), ServiceTier::Standard, time, 0);
            let counts = BillableCounts::from(&tokens.disjoint());
            assert_eq!(picodollars(rates.flat.price(&counts)), Ok(expected), "at {hour}");
            let estimate = entry.0.estimate(&entry.1, counts, time).expect("it has a price");
            assert_eq!(estimate.cost.picodollars(), expected, "at {hour}, by the catalog");
        }
    }

    #[test]
    fn rates_are_remembered_up_to_where_they_are_flat() {
        wait_until_ready();
        let all = prices(&[], None);
        for (model, limit) in
            [("gpt-4o", 2_000_000), ("o3", 2_000_000), ("gemini-2.5-pro", 200_000), ("perplexity/sonar", 0)]
        {
            all.price(None, model, &usage(1, 0, 0, 0));
            assert_eq!(all.model(None, model).rates(&all.active).map(|rates| rates.flat.limit), Some(limit), "{model}");
        }
    }

    #[test]
    fn remembered_rates_give_what_the_catalog_gives() {
        wait_until_ready();
        let (all, catalog) = (prices(&[], None), Catalog::bundled());
        let shapes = [
            (1, 0, 0, 1),
            (12_345, 678, 90, 1_234),
            (0, 99_999, 7, 3),
            (250_000, 50_000, 1, 9_999),
            (3_000_000, 0, 0, 5),
        ];
        for name in [
            "gpt-4o",
            "o3",
            "claude-sonnet-4-5",
            "gemini-2.5-pro",
            "openrouter/openai/gpt-4o",
            "groq/llama-3.3-70b-versatile",
            "gpt-5.4",
        ] {
            let reference = catalog.find(None, name).expect("it is known");
            for (input, cached, write, output) in shapes {
                let usage = usage(input, cached, write, output);
                let expected = cost(&catalog, &reference, &usage);
                let priced = cost_of(&all, None, name, &usage).expect("it has a price");
                assert!(
                    expected.abs_diff(priced) <= 1_000,
                    "{name} {usage:?}: {priced}, and by the catalog {expected}"
                );
            }
        }
    }

    #[test]
    fn remembered_rates_give_what_the_catalog_gives_for_all_models() {
        wait_until_ready();
        let (all, catalog) = (prices(&[], None), Catalog::bundled());
        let ids = genai_prices::Calculator::bundled()
            .providers()
            .flat_map(|provider| provider.models().map(move |model| (provider.id(), model.id())));
        for (provider, id) in ids.step_by(7) {
            let Some(reference) = catalog.find(Some(provider), id) else { continue };
            for (input, cached, write, output) in
                [(7_777, 0, 33, 1_111), (150_001, 100, 0, 8_000), (90_000, 200_000, 5, 70)]
            {
                let usage = usage(input, cached, write, output);
                let expected = cost(&catalog, &reference, &usage);
                let priced = cost_of(&all, Some(provider), id, &usage).expect("it has a price");
                assert!(
                    expected.abs_diff(priced) <= 1_000,
                    "{provider}/{id} {usage:?}: {priced}, and by the catalog {expected}"
                );
            }
        }
    }

    #[test]
    fn an_impossible_cost_is_none() {
        wait_until_ready();
        let all = prices(&[], None);
        let most = 1_000_000_000_000; // of tokens that a usage takes
        let impossible = usage(most, most, 1, most);
        assert_eq!(cost_of(&all, None, "gpt-4o", &impossible), None);
        let priced = |model| all.price(None, model, &impossible);
        assert_eq!(["gpt-4o", "nobody-knows"].map(priced), [Priced::Implausible, Priced::Unknown]);
    }

    #[test]
    fn strange_names_do_no_harm() {
        wait_until_ready();
        let all = prices(&[], None);
        for name in
            ["", "/", "gpt-4o\n", "💸", &"x".repeat(10_000), "ft::::", "ft:", "-v1:", "--", "4-5.6-7", "é-2024-01-01"]
        {
            let _ = cost_of(&all, None, name, &usage(1, 1, 1, 1));
            let _ = cost_of(&all, Some(name), name, &usage(1, 1, 1, 1));
        }
    }

    #[test]
    fn remembered_rates_lack_what_the_catalog_lacks() {
        wait_until_ready();
        let (all, catalog) = (prices(&[], None), Catalog::bundled());
        let shapes = [
            usage(10, 0, 0, 10),
            usage(10, 5, 0, 10),
            usage(10, 0, 5, 10),
            usage(10, 0, 5, 10).cache_write_one_hour(2),
            usage(300_000, 0, 5, 10),
            usage(10, 0, 0, 10).input_audio(5).web_searches(2),
        ];
        for model in ["gpt-4o", "gpt-4-turbo", "claude-sonnet-4-5", "gemini-2.5-pro", "groq/llama-3.3-70b-versatile"] {
            let reference = catalog.find(None, model).expect("it is known");
            for tier in [ServiceTier::Standard, ServiceTier::Flex, ServiceTier::Batch, ServiceTier::Unknown] {
                for usage in shapes.map(|usage| usage.served(tier)) {
                    let expected =
                        catalog.estimate(&reference, BillableCounts::from(&usage.disjoint()), SystemTime::now());
                    let expected = expected.expect("it has a price");
                    for _ in 0..2 {
                        let priced = all.price(None, model, &usage);
                        let Priced::Cost(priced) = priced else { panic!("{model} has a price") };
                        assert_eq!(priced.missing, expected.missing, "{model} {usage:?}");
                        assert!(
                            priced.cost.picodollars().abs_diff(expected.cost.picodollars()) <= 1_000,
                            "{model} {usage:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn your_own_price_is_that_of_ordinary_calls() {
        let own = prices(&[("m-*", Price::new(1.0, 2.0).cache_write_one_hour(3.0))], None);
        let priced = |usage: TokenUsage| match own.price(None, "m-1", &usage) {
            Priced::Cost(estimate) => (estimate.cost.picodollars(), estimate.missing().collect()),
            other => panic!("{other:?}"),
        };
        assert_eq!(priced(usage(1, 0, 2, 0).cache_write_one_hour(1)), (5_000_000, vec![]));
        let batch = usage(1, 0, 0, 0).web_searches(1).served(ServiceTier::Batch);
        assert_eq!(priced(batch), (1_000_000, vec![MissingPrice::WebSearchPrice, MissingPrice::ServiceTier]));
    }

    #[test]
    fn a_price_book_that_is_refused_changes_nothing() {
        wait_until_ready();
        let all = prices(&[], None);
        let small = crate::pricing::PriceBook::from_json(br#"{ "m": { "input_cost_per_token": 1e-6 } }"#);
        let refused = all.reload(small.expect("it is a price book")).expect_err("it has one model").to_string();
        assert!(refused.contains("has 1 models"), "{refused}");
        assert_eq!(all.active.generation(), 0);
    }

    #[test]
    fn a_price_book_is_active_in_one_resolver() {
        wait_until_ready();
        let (one, other, million) = (prices(&[], None), prices(&[], None), usage(1_000_000, 0, 0, 0));
        let book = crate::pricing::PriceBook::from_json(br#"{ "gpt-4o": { "input_cost_per_token": 7e-6 } }"#);
        let dollars = |prices: &PriceResolver| cost_of(prices, None, "gpt-4o", &million);
        assert_eq!([dollars(&one), dollars(&other)], [Some(2_500_000_000_000); 2]);
        one.reload(book.expect("it is a price book").even_if_smaller()).expect("it may be small");
        assert_eq!([dollars(&one), dollars(&other)], [Some(7_000_000_000_000), Some(2_500_000_000_000)]);
    }

    #[test]
    fn a_catalog_that_was_replaced_is_freed() {
        wait_until_ready();
        let book = |dollars: &str| {
            let json = format!(r#"{{ "gpt-4o": {{ "input_cost_per_token": {dollars} }} }}"#);
            crate::pricing::PriceBook::from_json(json.as_bytes()).expect("it is a price book").even_if_smaller()
        };
        let (all, mut remembered, million) = (prices(&[], None), None, usage(1_000_000, 0, 0, 0));
        let mut cost = || {
            let usage = million.disjoint();
            let priced = all.price_remembered(Some(&mut remembered), None, "gpt-4o", &usage, Moment::now());
            (picodollars(priced), picodollars(all.price(None, "gpt-4o", &million.served(ServiceTier::Batch))))
        };
        let active = || all.active.get().and_then(|active| active.catalog).expect("it is loaded");
        all.reload(book("7e-6")).expect("it may be small");
        assert_eq!(cost(), (Ok(7_000_000_000_000), Ok(7_000_000_000_000)));
        let replaced = Arc::downgrade(&active());
        assert!(replaced.upgrade().is_some(), "it is active");
        all.reload(book("8e-6")).expect("it is as large");
        assert!(replaced.upgrade().is_none(), "no model that was priced keeps it");
        assert_eq!(cost(), (Ok(8_000_000_000_000), Ok(8_000_000_000_000)));
    }

    #[test]
    fn a_tier_may_lack_the_price_of_one_kind_of_tokens() {
        wait_until_ready();
        let book = crate::pricing::PriceBook::from_json(
            br#"{ "gpt-4o": { "input_cost_per_token": 2e-6, "cache_read_input_token_cost": 1e-6, "input_cost_per_token_priority": 4e-6 } }"#,
        );
        let all = prices(&[], None);
        all.reload(book.expect("it is a price book").even_if_smaller()).expect("it may be small");
        for _ in 0..2 {
            for (usage, expected, missing) in [
                (usage(10, 0, 0, 0), 40_000_000, vec![]),
                (usage(10, 5, 0, 0), 45_000_000, vec![MissingPrice::ServiceTier]),
            ] {
                let priced = all.price(None, "gpt-4o", &usage.served(ServiceTier::Priority));
                let Priced::Cost(estimate) = priced else { panic!("{priced:?}") };
                assert_eq!((estimate.cost.picodollars(), estimate.missing().collect()), (expected, missing));
            }
        }
    }
}

#[test]
fn a_price_is_kept_by_a_bounded_name() {
    let resolver = PriceResolver::default();
    let long = "m".repeat(1 << 20);
    for number in 0..3 {
        resolver.model(Some(&long), &format!("{long}{number}"));
    }
    let models = resolver.models.read();
    assert_eq!(models.len(), 3);
    assert!(
        models.keys().all(|(provider, model)| {
            provider.as_deref().map(str::len) == Some(MAX_NAME) && model.len() == MAX_NAME
        })
    );
}
