//! A call that has its series allocates nothing.
//!
//! Counted on the calling thread: the price book and the clock are made on threads of their own.
#![cfg(feature = "metrics")]
#![allow(missing_docs)]

use agent_metrics::{
    Config, Context, ErrorType, LabelBuffer, LabelValue, LlmCall, MemoryOp, Metrics, Process, TokenUsage, ToolCall,
    llm_metered, memory_op, pricing::estimate, process_metric, tool_call,
};
use agent_metrics_tests::{Failed, Reply};
use futures::{FutureExt, Stream, StreamExt, stream};
use std::{
    num::NonZero,
    sync::{Arc, LazyLock},
};

const CALLS: u64 = 100;

/// How many allocations a call of `run` makes once it has run a few times: the last of these calls has all its series, and
/// the price that one of them asked for.
fn allocations<T>(mut run: impl FnMut() -> T) -> u64 {
    let usage = TokenUsage::new().input(1);
    estimate("gpt-4o", &usage).expect("the price book, loaded");
    let mut calls = |calls: u64| (0..calls).for_each(|_| drop(run()));
    calls(3);
    let counted = allocation_counter::measure(|| calls(CALLS)).count_total;
    assert_eq!(counted % CALLS, 0, "each call allocates alike");
    counted / CALLS
}

/// The futures of these tests never wait.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing to wait for")
}

static REPLY: LazyLock<Reply> =
    LazyLock::new(|| Reply::with("gpt-4o-2024-08-06", TokenUsage::new().input_including_cached(100, 10).output(10)));

mod sync {
    use super::*;

    #[process_metric(worker, agent_id = agent)]
    pub(crate) fn process(agent: &str) {
        ambient_everything();
    }
    #[llm_metered(model = "gpt-4o")]
    pub(crate) fn llm() -> &'static Reply {
        &REPLY
    }
    #[tool_call]
    pub(crate) fn tool() {}
    #[memory_op(save)]
    pub(crate) fn memory() {}
    #[memory_op(recall)]
    pub(crate) fn recall() -> [u8; 3] {
        [0; 3]
    }
    pub(crate) fn ambient_everything() {
        llm();
        tool();
        memory();
        recall();
    }
}

mod asynchronous {
    use super::*;

    #[process_metric(worker, agent_id = agent)]
    pub(crate) async fn process(agent: &str) {
        ambient_everything().await;
    }
    #[llm_metered(model = "gpt-4o")]
    pub(crate) async fn llm() -> &'static Reply {
        &REPLY
    }
    #[tool_call]
    pub(crate) async fn tool() {}
    #[memory_op(save)]
    pub(crate) async fn memory() {}
    #[memory_op(recall)]
    pub(crate) async fn recall() -> [u8; 3] {
        [0; 3]
    }
    pub(crate) async fn ambient_everything() {
        llm().await;
        tool().await;
        memory().await;
        recall().await;
    }
}

#[test]
fn each_attribute_in_an_ambient_context() {
    Context::new("ambient").with_process_type("channel").scope_sync(|| {
        assert_eq!(allocations(sync::llm), 0, "llm_metered");
        assert_eq!(allocations(sync::tool), 0, "tool_call");
        assert_eq!(allocations(sync::memory), 0, "memory_op");
        assert_eq!(allocations(sync::recall), 0, "memory_op");
        assert_eq!(allocations(|| now(asynchronous::llm())), 0, "llm_metered, async");
        assert_eq!(allocations(|| now(asynchronous::tool())), 0, "tool_call, async");
        assert_eq!(allocations(|| now(asynchronous::memory())), 0, "memory_op, async");
        assert_eq!(allocations(|| now(asynchronous::recall())), 0, "memory_op, async");
    });
}

#[test]
fn a_context_that_a_future_takes_along() {
    let context = Context::new("scope").with_process_type("channel");
    assert_eq!(allocations(|| now(context.scope(asynchronous::tool()))), 0, "to its end");
    assert_eq!(allocations(|| drop(context.scope(asynchronous::tool()))), 0, "dropped");
}

#[test]
fn a_process_and_all_that_is_inside() {
    assert_eq!(allocations(|| sync::process("process")), 0, "process_metric");
    assert_eq!(allocations(|| now(asynchronous::process("process"))), 0, "process_metric, async");
}

#[test]
fn calls_inside_calls() {
    #[llm_metered(model = "gpt-4o", attempt)]
    fn attempt() -> &'static Reply {
        sync::llm()
    }
    #[llm_metered(model = "gpt-4o")]
    fn retried() -> &'static Reply {
        attempt();
        attempt()
    }
    #[llm_metered(model = "gpt-4o")]
    async fn retried_async() -> &'static Reply {
        asynchronous::llm().await;
        attempt()
    }
    #[memory_op(save)]
    fn save() {
        sync::memory();
        sync::recall();
    }
    #[memory_op(embed)]
    fn embed() {
        retried();
    }
    Context::new("nested").scope_sync(|| {
        assert_eq!(allocations(retried), 0, "llm_metered");
        assert_eq!(allocations(|| now(retried_async())), 0, "llm_metered, async");
        assert_eq!(allocations(save), 0, "memory_op");
        assert_eq!(allocations(embed), 0, "memory_op around llm_metered");
    });
}

#[test]
fn each_attribute_with_labels_of_its_own() {
    #[process_metric(worker, agent_id = agent, worker_type = "coder", count_errors)]
    fn process(agent: &str) {}
    #[llm_metered(agent_id = agent, tier = "worker", worker_type = "coder", model = model)]
    fn llm(agent: &str, model: &str) -> &'static Reply {
        &REPLY
    }
    #[tool_call(agent_id = agent, process_type = "worker", name = tool, count_errors)]
    fn tool(agent: &str, tool: &str) {}
    #[memory_op(search, agent_id = agent, results = |found: &usize| *found, count_errors)]
    fn memory(agent: &str) -> usize {
        3
    }
    // The strings are elsewhere at each call.
    let agents: Vec<String> = (0..200).map(|_| "explicit".to_owned()).collect();
    let (mut next, models) = (agents.iter().cycle(), agents.iter().map(|_| "gpt-4o".to_owned()).collect::<Vec<_>>());
    let mut agent = || next.next().expect("a cycle has no end").as_str();
    assert_eq!(allocations(|| process(agent())), 0, "process_metric");
    let mut next_model = models.iter().cycle();
    assert_eq!(allocations(|| llm(agent(), next_model.next().expect("a cycle"))), 0, "llm_metered");
    assert_eq!(allocations(|| tool(agent(), "shell")), 0, "tool_call");
    assert_eq!(allocations(|| memory(agent())), 0, "memory_op");
}

#[test]
fn the_context_that_a_label_opens_and_all_that_is_inside() {
    #[llm_metered(agent_id = agent, tier = "opened", model = model)]
    fn llm(agent: &str, model: &str) -> &'static Reply {
        sync::ambient_everything();
        &REPLY
    }
    #[tool_call(worker_type = worker)]
    fn tool(worker: &str) {
        sync::ambient_everything();
    }
    #[memory_op(save, context = context, process_type = "opened")]
    fn memory(context: &Context) {
        sync::ambient_everything();
    }
    let agents: Vec<String> = (0..100).map(|number| format!("agent-{number}")).collect();
    let each_agent = || agents.iter().for_each(|agent| _ = llm(agent, "gpt-4o"));
    assert_eq!(allocations(each_agent), 0, "llm_metered");
    assert_eq!(allocations(|| (llm("bot-1", "gpt-4o"), llm("bot-1", "gpt-4.1"))), 0, "of two models");
    assert_eq!(allocations(|| (tool("coder"), tool("tester"))), 0, "tool_call");
    let context = Context::new("given");
    assert_eq!(allocations(|| memory(&context)), 0, "memory_op");
}

#[test]
fn a_label_of_any_type() {
    struct AgentId(u64);

    impl LabelValue for AgentId {
        fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
            buffer.display(format_args!("{:08x}-0000-4000-8000-{:012x}", self.0, self.0))
        }
    }

    #[tool_call(agent_id = agent, name = name, process_type = is_worker)]
    fn tool(agent: &AgentId, name: NonZero<u16>, is_worker: bool) {}
    #[llm_metered(agent_id = agent, model = model, worker_type = number)]
    fn llm(agent: Option<&AgentId>, model: &Arc<String>, number: i128) -> &'static Reply {
        &REPLY
    }
    let name = NonZero::new(7).expect("it is not zero");
    assert_eq!(allocations(|| tool(&AgentId(9), name, true)), 0, "tool_call");
    let model = Arc::new("gpt-4o".to_owned());
    assert_eq!(allocations(|| llm(Some(&AgentId(9)), &model, i128::MIN)), 0, "llm_metered");
}

#[test]
fn a_usage_of_every_part() {
    #[llm_metered(agent_id = "media", model = "gpt-4o")]
    fn llm() -> TokenUsage {
        TokenUsage::new()
            .input_including_cached(1_000, 400)
            .cache_write_inside_input(100)
            .output_excluding_reasoning(30, 20)
            .input_audio(10)
            .cached_audio(10)
            .output_audio(5)
            .input_image(10)
            .output_image(5)
            .web_searches(1)
            .cost_dollars(0.01) // else the price book prices the call, which allocates for media
    }
    assert_eq!(allocations(llm), 0);
}

#[test]
fn each_attribute_with_a_context_that_was_kept() {
    #[process_metric(worker, context = context)]
    fn process(context: &Context) {}
    #[llm_metered(context = context, model = "gpt-4o")]
    fn llm(context: &Context) -> &'static Reply {
        &REPLY
    }
    #[tool_call(context = context)]
    fn tool(context: &Context) {}
    #[memory_op(update, context = context)]
    fn memory(context: &Context) {}
    let context = Context::new("kept").with_process_type("worker").with_worker_type("coder");
    assert_eq!(allocations(|| process(&context)), 0, "process_metric");
    assert_eq!(allocations(|| llm(&context)), 0, "llm_metered");
    assert_eq!(allocations(|| tool(&context)), 0, "tool_call");
    assert_eq!(allocations(|| memory(&context)), 0, "memory_op");
}

#[test]
fn nobody_says_who_acts() {
    assert_eq!(allocations(sync::llm), 0, "llm_metered");
    assert_eq!(allocations(sync::tool), 0, "tool_call");
    assert_eq!(allocations(sync::memory), 0, "memory_op");
}

#[test]
fn a_thousand_label_sets() {
    #[llm_metered(agent_id = agent, model = "gpt-4o")]
    fn llm(agent: u32) -> &'static Reply {
        &REPLY
    }
    #[tool_call(agent_id = agent)]
    fn tool(agent: u32) {}
    // Each a thousand times, so that no memory of where a label was helps.
    let all = || (0..1_000).for_each(|agent| assert!(llm(agent).usage.is_some()));
    assert_eq!(allocations(all), 0, "llm_metered");
    assert_eq!(allocations(|| (0..1_000).for_each(tool)), 0, "tool_call");
}

#[test]
fn a_response_that_names_another_model() {
    #[llm_metered(agent_id = "fallback", model = asked)]
    fn llm<'a>(asked: &str, reply: &'a Reply) -> &'a Reply {
        reply
    }
    let fallback = Reply::of("claude-sonnet-4-5");
    assert_eq!(allocations(|| llm("gpt-4o", &REPLY)), 0, "a release of the model");
    assert_eq!(allocations(|| llm("gpt-4o", &fallback)), 0, "a fallback");
    assert_eq!(allocations(|| llm("", &fallback)), 0, "nothing was asked for");
}

#[test]
fn a_failed_call() {
    #[llm_metered(agent_id = "fails", model = "gpt-4o")]
    fn llm() -> Result<&'static Reply, Failed> {
        Err(Failed(ErrorType::RateLimit))
    }
    #[process_metric(worker, agent_id = "fails", count_errors)]
    fn process() -> Result<(), Failed> {
        Err(Failed(ErrorType::Timeout))
    }
    assert_eq!(allocations(llm), 0, "llm_metered");
    assert_eq!(allocations(process), 0, "process_metric");
}

#[test]
fn a_call_that_is_dropped() {
    #[llm_metered(agent_id = "dropped", model = "gpt-4o")]
    async fn llm() -> &'static Reply {
        std::future::pending().await
    }
    assert_eq!(allocations(|| assert!(llm().now_or_never().is_none())), 0);
}

#[test]
fn a_handle() {
    #[llm_metered(agent_id = "handle", model = "gpt-4o", usage = none, handle = call)]
    fn llm() {
        call.first_token();
        call.usage(TokenUsage::new().input(100).output(10));
    }
    #[tool_call(agent_id = "handle", handle = call)]
    fn tool() {
        call.failed(ErrorType::Timeout);
    }
    #[memory_op(delete, agent_id = "handle", handle = call)]
    fn memory() {
        call.affected(2_u32);
    }
    #[llm_metered(agent_id = "handle", model = "gpt-4o", usage = none, handle = call)]
    fn another_answers() {
        call.answered_by("claude-sonnet-4-5");
        call.usage(TokenUsage::new().input(100).output(10));
    }
    assert_eq!(allocations(llm), 0, "llm_metered");
    assert_eq!(allocations(tool), 0, "tool_call");
    assert_eq!(allocations(memory), 0, "memory_op");
    assert_eq!(allocations(another_answers), 0, "llm_metered, answered_by");
}

#[test]
fn a_provider() {
    #[llm_metered(agent_id = "provider", model = "gpt-4o", provider = "openai")]
    fn llm() -> &'static Reply {
        &REPLY
    }
    assert_eq!(allocations(llm), 0);
}

#[test]
fn a_guard_by_hand() {
    let llm = || {
        let call = LlmCall::builder("gpt-4o").agent_id("by hand").provider("openai").worker_type(7).start();
        call.end_with(&*REPLY);
    };
    assert_eq!(allocations(|| LlmCall::start("gpt-4o").end_with(&*REPLY)), 0, "LlmCall");
    assert_eq!(allocations(llm), 0, "LlmCall::builder");
    assert_eq!(allocations(|| ToolCall::builder("shell").agent_id("by hand").start().end()), 0, "ToolCall");
    assert_eq!(allocations(|| Process::builder("worker").agent_id("by hand").start().end()), 0, "Process");
    assert_eq!(allocations(|| MemoryOp::builder("save").agent_id("by hand").start().end()), 0, "MemoryOp");
    let run = || now(ToolCall::start("shell").run(async { Ok::<_, Failed>(1) }));
    assert_eq!(allocations(run), 0, "ToolCall::run");
}

#[test]
fn a_stream_whatever_its_length() {
    #[llm_metered(stream, agent_id = "stream", model = "gpt-4o")]
    fn llm(items: usize) -> impl Stream<Item = &'static Reply> {
        stream::iter(0..items).map(|_| &*REPLY)
    }
    let drain = |items| now(llm(items).for_each(|_| async {}));
    assert_eq!(allocations(|| drain(1)), 0);
    assert_eq!(allocations(|| drain(1_000)), 0);
}

/// What is inside a stream that tells nothing.
#[test]
fn a_stream_of_deltas_does_not_allocate() {
    #[llm_metered(stream, agent_id = "deltas", model = "gpt-4o", usage = none)]
    fn llm(items: usize) -> impl Stream<Item = usize> {
        stream::iter(0..items)
    }
    assert_eq!(allocations(|| now(llm(1_000).for_each(|_| async {}))), 0);
}

/// A call where no thread remembers the price: it costs what one costs whose provider has reported what is to pay.
#[test]
fn the_price_of_a_call_where_none_is_remembered() {
    #[llm_metered(agent_id = agent, model = "gpt-4o", provider = "openai")]
    fn llm(agent: &str, usage: TokenUsage) -> TokenUsage {
        usage
    }
    let usage = TokenUsage::new().input(100).output(10);
    let of_an_answer = |agent: &str| [usage, usage.cost_dollars(0.01)].map(|usage| allocations(|| llm(agent, usage)));
    let metrics = Metrics::new(Config::new().series_cap(1)).expect("it can be used");
    metrics.scope_sync(|| {
        let [priced, reported] = of_an_answer("below the cap");
        assert_eq!(priced, reported, "in an instance of its own");
        let [priced, reported] = of_an_answer("above the cap");
        assert_eq!(priced, reported, "in the overflow series of an instance of its own");
    });
    let text = metrics.render();
    assert!(text.contains("agent_id=\"_overflow\""), "{text}");
}
