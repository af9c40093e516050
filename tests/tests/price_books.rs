//! Price books can be replaced while calls go on; one that is broken changes nothing. (A process of its own: the process-wide
//! book is replaced, too.)
#![cfg(feature = "metrics")]
#![allow(missing_docs, clippy::float_cmp)]

use agent_metrics::{
    TokenUsage, llm_metered,
    pricing::{PriceBook, PriceBookError, estimate, reload},
    spend,
    testing::Recorder,
};
use agent_metrics_tests::Reply;
use std::{
    error::Error as _,
    fs::{self, File},
    io,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, SystemTime},
};

#[llm_metered(model = model, agent_id = "bot-1")]
fn ask(model: &str) -> Reply {
    Reply::with("", TokenUsage::new().input(1_000_000))
}

fn dollars(model: &str) -> Option<f64> {
    estimate(model, &TokenUsage::new().input(1_000_000)).map(|cost| cost.dollars())
}

fn litellm(dollars: f64) -> Vec<u8> {
    let price = format!(r#""input_cost_per_token": {dollars}e-6, "output_cost_per_token": 1e-5"#);
    format!(
        r#"{{ "gpt-4o": {{ "litellm_provider": "openai", {price} }}, "gpt-4o-mini": {{ "litellm_provider": "openai", {price} }} }}"#
    )
    .into()
}

const GENAI_PRICES: &str = r#"[ {
    "id": "openai", "name": "OpenAI", "api_pattern": "https://api\\.openai\\.com",
    "model_match": { "starts_with": "gpt-" },
    "models": [ { "id": "gpt-4o", "match": { "equals": "gpt-4o" }, "prices": { "input_mtok": 11, "output_mtok": 20 } } ]
} ]"#;

struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("agent-metrics-{}-{name}", std::process::id()));
        fs::write(&path, content).expect("a temporary file");
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn a_book_is_replaced_at_once_and_a_broken_one_never() {
    let recorder = Recorder::new();
    let calls = |model: &str| recorder.counter("llm_estimated_cost_dollars", &[("model", model)]);
    let age = || recorder.gauge("price_book_age_seconds", &[]);
    let reload = |book: PriceBook| recorder.scope_sync(|| reload(book));

    recorder.scope_sync(|| ask("gpt-4o"));
    assert_eq!(calls("gpt-4o"), 2.5);
    assert!(age() > 0.0 && age() < 10.0 * 365.0 * 86_400.0, "{}", age());

    // What is no book, or not all of one, changes nothing.
    let missing = PriceBook::reload_from("/nowhere/prices.json").expect_err("there is no such file");
    assert_eq!(missing.to_string(), "the price book `/nowhere/prices.json` can't be read");
    let source = missing.source().and_then(|source| source.downcast_ref::<io::Error>()).expect("the system's error");
    assert_eq!(source.kind(), io::ErrorKind::NotFound);
    let whole = litellm(7.0);
    let cut = Temporary::new("cut.json", &whole[..whole.len() / 2]);
    assert!(matches!(PriceBook::reload_from(&cut.0), Err(PriceBookError::Invalid { .. })));
    let small = Temporary::new("small.json", &whole);
    let shrunken = recorder.scope_sync(|| PriceBook::reload_from(&small.0)).expect_err("it has two models");
    assert!(matches!(shrunken, PriceBookError::Shrunken { models: 2, before: 2_000.., .. }), "{shrunken:?}");
    recorder.scope_sync(|| ask("gpt-4o"));
    assert_eq!(calls("gpt-4o"), 5.0);

    // LiteLLM's format. The series that was priced by the old book notices.
    File::options()
        .write(true)
        .open(&small.0)
        .and_then(|file| file.set_modified(SystemTime::now() - Duration::from_secs(3_600)))
        .expect("it is ours");
    reload(PriceBook::from_file(&small.0).expect("it is a book").even_if_smaller()).expect("it was said to be small");
    recorder.scope_sync(|| ask("gpt-4o"));
    assert_eq!(calls("gpt-4o"), 12.0);
    assert!((3_600.0..3_660.0).contains(&age()), "{}", age());
    recorder.scope_sync(|| ask("o3"));
    assert_eq!(
        recorder.counter("llm_unpriced_tokens_total", &[("model", "o3")]),
        1_000_000.0,
        "it is not in this book"
    );

    // genai-prices' format; half as many models are enough.
    reload(PriceBook::from_json(GENAI_PRICES.as_bytes()).expect("it is a book")).expect("one of two");
    recorder.scope_sync(|| ask("gpt-4o"));
    assert_eq!(calls("gpt-4o"), 23.0);
    assert!(age() < 60.0, "{}", age());
    assert_eq!(recorder.scope_sync(|| dollars("gpt-4o-mini")), None);
    assert_eq!(dollars("gpt-4o"), Some(2.5), "it is the book of the recorder alone");
    assert_eq!(Recorder::new().scope_sync(|| dollars("gpt-4o")), Some(2.5));

    swapped_under_load();
}

/// Whoever asks while the process-wide books are swapped gets the price of one of them.
fn swapped_under_load() {
    let book = PriceBook::from_json(GENAI_PRICES.as_bytes()).expect("it is a book");
    reload(book.even_if_smaller()).expect("it was said to be small");
    let over = AtomicBool::new(false);
    let calls: u32 = thread::scope(|scope| {
        let threads = [(); 2].map(|()| {
            scope.spawn(|| {
                let mut calls = 0_u32;
                while !over.load(Relaxed) {
                    ask("gpt-4o");
                    calls += 1;
                    let dollars = dollars("gpt-4o").expect("all of them know it");
                    assert!([11.0, 3.0, 4.0].contains(&dollars), "{dollars}");
                }
                calls
            })
        });
        for _ in 0..200 {
            for dollars in [3.0, 4.0] {
                reload(PriceBook::from_json(&litellm(dollars)).expect("a book")).expect("as large");
            }
        }
        over.store(true, Relaxed);
        threads.map(|thread| thread.join().expect("no panic")).iter().sum()
    });
    let spend = spend().expect("it is recorded");
    let cost: f64 = spend.iter().map(|spend| spend.cost.dollars()).sum();
    assert!(cost >= 3.0 * f64::from(calls) && cost <= 11.0 * f64::from(calls), "{cost} of {calls} calls");
    assert_eq!(dollars("gpt-4o"), Some(4.0), "the last one holds");
}
