//! The cap on label sets changes no total: whatever falls to `_overflow` is counted, and billed by its own name.

use agent_metrics::{Config, LlmCall, Price, TokenUsage, llm_metered, testing::Recorder};
use agent_metrics_tests::Reply;

/// What a call asks for and what answers; an empty name is none.
#[derive(Debug, Clone, Copy)]
struct Call {
    asked: &'static str,
    answered: &'static str,
    provider: &'static str,
    agent: &'static str,
    tokens: u64,
}

const MODELS: [&str; 8] = ["", "one", "two", "dear", "gpt-4o", "gpt-4o-2024-05-13", "nobody-knows", "_overflow"];
const PROVIDERS: [&str; 3] = ["", "openai", "azure"];
const AGENTS: [&str; 3] = ["bot-1", "bot-2", "_overflow"];

/// A generator of numbers below a bound, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn call(&mut self) -> Call {
        Call {
            asked: MODELS[self.below(MODELS.len())],
            answered: MODELS[self.below(MODELS.len())],
            provider: PROVIDERS[self.below(PROVIDERS.len())],
            agent: AGENTS[self.below(AGENTS.len())],
            tokens: 1_000 * (1 + self.below(9) as u64),
        }
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        (1..items.len()).for_each(|index| items.swap(index, self.below(index + 1)));
    }
}

fn config(cap: usize) -> Config {
    let price = |dollars: f64| Price::new(dollars, dollars);
    Config::new()
        .series_cap(cap)
        .price("one", price(1.0))
        .price("azure/one", price(1.5))
        .price("two", price(2.0))
        .price("dear", price(1e6))
        .price("_overflow", price(7.0))
        .price("unknown", price(11.0))
}

/// Requests, tokens, dollars, tokens without a price, calls without usage, calls that are running.
fn totals(calls: &[Call], cap: usize) -> [f64; 6] {
    let recorder = Recorder::with_config(config(cap)).unwrap();
    recorder.scope_sync(|| {
        let start = |call: &Call| {
            LlmCall::builder(call.asked).provider(call.provider).agent_id(call.agent).process_type("worker").start()
        };
        // Two run at a time, and end in the order in which they began.
        for pair in calls.chunks(2) {
            let running: Vec<_> = pair.iter().map(|call| (call, start(call))).collect();
            for (call, running) in running {
                if !call.answered.is_empty() {
                    running.answered_by(call.answered);
                }
                running.usage(TokenUsage::new().input(call.tokens));
                running.end();
            }
        }
    });
    let counter = |name| recorder.counter(name, &[]);
    [
        counter("llm_requests_total"),
        counter("llm_tokens_total"),
        (counter("llm_estimated_cost_dollars") * 1e6).round(),
        counter("llm_unpriced_tokens_total"),
        counter("llm_usage_missing_total"),
        recorder.gauge("llm_requests_in_flight", &[]),
    ]
}

#[test]
fn totals_are_the_same_under_any_cap_and_in_any_order() {
    agent_metrics::pricing::estimate("gpt-4o", &TokenUsage::new().input(1)).expect("the price book, loaded");
    let mut random = Random(12);
    for round in 0..40 {
        let mut calls: Vec<_> = (0..60).map(|_| random.call()).collect();
        let expected = totals(&calls, 10_000);
        assert!(expected[2] > 0.0 && expected[3] > 0.0, "{expected:?}");
        for cap in [1, 2, 3, 5, 8, 13, 40] {
            random.shuffle(&mut calls);
            assert_eq!(totals(&calls, cap), expected, "round {round}, cap {cap}: {calls:?}");
        }
    }
}

#[test]
fn a_fallback_above_the_cap_is_billed_by_its_name() {
    let thousand = |asked, answered| Call { asked, answered, provider: "", agent: "bot-1", tokens: 1_000 };
    // 1,000 tokens of `dear` are $1,000, and as many of `one` a tenth of a cent.
    let calls = [thousand("one", ""), thousand("one", "dear"), thousand("", "dear"), thousand("dear", "")];
    for cap in [1, 2, 3, 100] {
        let [requests, tokens, micro_dollars, unpriced, ..] = totals(&calls, cap);
        assert_eq!([requests, tokens, micro_dollars, unpriced], [4.0, 4_000.0, 3_000.001e6, 0.0], "cap {cap}");
    }
}

#[llm_metered(agent_id = agent)]
fn ask(agent: &str) -> Reply {
    Reply::of("one")
}

#[llm_metered(agent_id = agent, model = "one")]
fn ask_for_one(agent: &str) -> Reply {
    Reply::of("one")
}

#[test]
fn a_call_whose_model_the_answer_names_takes_one_place() {
    let [unnamed, named]: [fn(&str) -> Reply; 2] = [ask, ask_for_one];
    for asks in [[unnamed; 3], [named, unnamed, unnamed], [unnamed, named, unnamed]] {
        let recorder = Recorder::with_config(config(2)).unwrap();
        recorder.scope_sync(|| {
            for agent in ["bot-1", "bot-2"] {
                for ask in asks {
                    ask(agent);
                }
            }
        });
        for agent in ["bot-1", "bot-2"] {
            assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", agent), ("model", "one")]), 3.0);
        }
        assert_eq!(recorder.counter("series_overflow_total", &[]), 0.0);
        recorder.scope_sync(|| ask("bot-3"));
        assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "_overflow")]), 1.0, "the cap holds");
    }
}

#[test]
fn a_model_beyond_the_first_that_answers_takes_a_place() {
    #[llm_metered(agent_id = "bot-1")]
    fn ask_any(model: &str) -> Reply {
        Reply::of(model)
    }
    let recorder = Recorder::with_config(config(2)).unwrap();
    recorder.scope_sync(|| ["one", "two", "dear", "one"].map(|model| drop(ask_any(model))));
    let requests = |model| recorder.counter("llm_requests_total", &[("model", model)]);
    assert_eq!(["one", "two", "dear", "_overflow"].map(requests), [2.0, 1.0, 0.0, 1.0]);
}
