//! Each attribute, on functions that do nothing else.

use agent_metrics::{LlmResponse, TokenUsage, llm_metered, memory_op, process_metric, tool_call};
use futures::{FutureExt, StreamExt, stream};
use std::{hint::black_box, io};

/// What can be called, by its name.
pub const ALL: &[(&str, fn())] = &[
    ("plain", || drop(black_box(plain(black_box("agent"))))),
    ("llm_metered", || drop(black_box(llm_ambient()))),
    ("llm_metered_labels", || drop(black_box(llm_labels(black_box("agent"))))),
    ("llm_metered_async", || drop(black_box(now(llm_async())))),
    ("process_metric", || drop(black_box(process(black_box("agent"))))),
    ("process_metric_async", || drop(black_box(now(process_async(black_box("agent")))))),
    ("memory_op", || drop(black_box(memory()))),
    ("memory_op_async", || drop(black_box(now(memory_async())))),
    ("tool_call", || drop(black_box(tool()))),
    ("tool_call_async", || drop(black_box(now(tool_async())))),
    ("stream_of_1000", || {
        now(stream_of(1_000).for_each(|item| {
            black_box(item);
            std::future::ready(())
        }));
    }),
];

type Done = Result<(), io::Error>;

struct Response {
    input: u64,
    output: u64,
}

impl LlmResponse for Response {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().input_including_cached(self.input, 300_u64).output(self.output))
    }
    fn model(&self) -> Option<&str> {
        Some("gpt-4o-2024-08-06")
    }
}

/// The result of a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing to wait for")
}

#[inline(never)]
#[allow(clippy::unnecessary_wraps)] // as a call has it
fn plain(agent: &str) -> Result<Response, io::Error> {
    black_box(agent);
    Ok(Response { input: black_box(1_200), output: black_box(250) })
}

#[llm_metered(model = "gpt-4o")]
fn llm_ambient() -> Result<Response, io::Error> {
    plain("agent")
}

#[llm_metered(agent_id = agent, tier = "worker", model = "gpt-4o")]
fn llm_labels(agent: &str) -> Result<Response, io::Error> {
    plain(agent)
}

#[llm_metered(model = "gpt-4o")]
async fn llm_async() -> Result<Response, io::Error> {
    plain("agent")
}

#[process_metric(worker, agent_id = agent, worker_type = "builtin")]
fn process(agent: &str) -> Done {
    plain(agent).map(drop)
}

#[process_metric(worker, agent_id = agent, worker_type = "builtin")]
async fn process_async(agent: &str) -> Done {
    plain(agent).map(drop)
}

#[memory_op(save)]
fn memory() -> Done {
    plain("agent").map(drop)
}

#[memory_op(save)]
async fn memory_async() -> Done {
    plain("agent").map(drop)
}

#[tool_call]
fn tool() -> Done {
    plain("agent").map(drop)
}

#[tool_call]
async fn tool_async() -> Done {
    plain("agent").map(drop)
}

#[llm_metered(stream, model = "gpt-4o", usage = |item: &u32| (*item == 999).then(|| TokenUsage::new().input(1_200).output(*item)))]
fn stream_of(items: u32) -> impl stream::Stream<Item = u32> {
    stream::iter(0..items)
}
