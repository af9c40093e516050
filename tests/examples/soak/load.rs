//! Records calls that end in every way, and keeps a ledger of what has to be counted.

use agent_metrics::{
    ErrorType, LlmCall, LlmResponse, Price, TokenUsage, llm_metered, memory_op, process_metric, tool_call,
};
use std::{
    fmt::Write as _,
    future::{Future, pending},
    panic::catch_unwind,
    pin::pin,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    task::{Context, Waker},
};

/// What was recorded, counted by hand.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    ok: AtomicU64,
    error: AtomicU64,
    cancelled: AtomicU64,
    panic: AtomicU64,
    tokens: AtomicU64,
    tools: AtomicU64,
    writes: AtomicU64,
    processes: AtomicU64,
}

/// The message of the panics that are part of the load.
pub(crate) const MEANT: &str = "a panic inside of a call";

pub(crate) fn price() -> Price {
    Price::new(1.0, 0.0)
}

struct Reply(u64);

impl LlmResponse for Reply {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().input(self.0))
    }
}

#[llm_metered(model = "m", agent_id = agent, error = |()| ErrorType::RateLimit)]
fn ask(agent: &str, input: Option<u64>) -> Result<Reply, ()> {
    assert_ne!(input, Some(0), "{MEANT}");
    input.map(Reply).ok_or(())
}

#[llm_metered(model = "m", agent_id = agent)]
async fn never_answers(agent: &str) -> Reply {
    pending().await
}

#[tool_call(name = tool)]
fn call_tool(tool: &str) {}

#[memory_op(save)]
fn save() {}

#[process_metric(worker, agent_id = agent)]
fn work(agent: &str, tool: &str) {
    call_tool(tool);
    save();
}

/// The `number`-th action, always the same for the same number.
pub(crate) fn act(ledger: &Ledger, number: u64) {
    let scattered = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    // Most agents come often, and some but once; some have names that have to be escaped.
    let mut agent = String::new();
    let who = if scattered.is_multiple_of(8) { scattered % 100_000 } else { scattered % 50 };
    let _ = write!(agent, "bot{}{who}", if who.is_multiple_of(7) { "\n\"\\" } else { "-" });
    let add = |count: &AtomicU64, more| _ = count.fetch_add(more, Relaxed);
    match scattered / 8 % 8 {
        0 | 1 => {
            assert!(ask(&agent, Some(1 + number % 9)).is_ok());
            add(&ledger.ok, 1);
            add(&ledger.tokens, 1 + number % 9);
        }
        2 => {
            assert!(ask(&agent, None).is_err());
            add(&ledger.error, 1);
        }
        3 if number.is_multiple_of(16) => {
            assert!(catch_unwind(|| ask(&agent, Some(0))).is_err());
            add(&ledger.panic, 1);
        }
        4 => {
            let mut call = pin!(never_answers(&agent));
            assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            add(&ledger.cancelled, 1);
        }
        5 => {
            // A request whose first attempt fails, and whose second one is answered by another model.
            let mut request = LlmCall::builder("m").agent_id(&agent).start();
            request.scope_sync(|| {
                let failed = LlmCall::builder("m").attempt().start();
                failed.failed(ErrorType::Overloaded);
                failed.end();
                let answered = LlmCall::builder("m").attempt().start();
                answered.answered_by("another");
                answered.usage(TokenUsage::new().input(2));
                answered.end();
            });
            request.end();
            add(&ledger.ok, 1);
            add(&ledger.tokens, 2);
        }
        _ => {
            let tool = format!("tool-{}", scattered % 600);
            work(&agent, &tool);
            add(&ledger.processes, 1);
            add(&ledger.tools, 1);
            add(&ledger.writes, 1);
        }
    }
}

impl Ledger {
    /// Compares the totals of a text with the ledger, and describes them.
    pub(crate) fn check(&self, text: &str) -> String {
        let families = super::scraper::Families::of(text);
        let (mut requests, mut mistakes) = (0, Vec::new());
        for (outcome, count) in
            [("ok", &self.ok), ("error", &self.error), ("cancelled", &self.cancelled), ("panicked", &self.panic)]
        {
            let label = format!("outcome=\"{outcome}\"");
            mistakes.extend(families.mistake("agent_llm_outcomes_total", Some(&label), count.load(Relaxed)));
            requests += count.load(Relaxed);
        }
        for (family, count) in [
            ("agent_llm_requests_total", requests),
            ("agent_llm_request_duration_seconds_count", requests),
            ("agent_llm_tokens_total", self.tokens.load(Relaxed)),
            ("agent_tool_calls_total", self.tools.load(Relaxed)),
            ("agent_memory_writes_total", self.writes.load(Relaxed)),
            ("agent_process_duration_seconds_count", self.processes.load(Relaxed)),
            ("agent_llm_requests_in_flight", 0),
            ("agent_active_workers", 0),
        ] {
            mistakes.extend(families.mistake(family, None, count));
        }
        assert!(mistakes.is_empty(), "{mistakes:#?}");
        format!("{requests} requests, {} tool calls: every total is exact", self.tools.load(Relaxed))
    }
}
