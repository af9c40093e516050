//! The functions with our attributes.

use crate::work::{Answer, complete, work};
use agent_metrics::{Context, llm_metered, memory_op, process_metric, tool_call};
use futures::FutureExt;
use std::io;

type Done = Result<(), io::Error>;

/// The result of a future that never waits.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing to wait for")
}

#[llm_metered(agent_id = agent, tier = "worker", model = "gpt-4o")]
#[inline(never)]
pub fn explicit(agent: &str) -> Answer {
    complete(agent)
}

#[llm_metered(model = "gpt-4o")]
#[inline(never)]
pub fn ambient(agent: &str) -> Answer {
    complete(agent)
}

#[llm_metered(context = context, model = "gpt-4o")]
#[inline(never)]
pub fn kept(context: &Context) -> Answer {
    complete(context.agent_id().unwrap_or_default())
}

#[llm_metered(agent_id = agent, tier = "worker", model = "gpt-4o", provider = "openai")]
#[inline(never)]
pub fn with_provider(agent: &str) -> Answer {
    complete(agent)
}

#[llm_metered(agent_id = agent, tier = "worker", model = "gpt-4o")]
pub async fn explicit_async(agent: &str) -> Answer {
    complete(agent)
}

#[llm_metered(model = "gpt-4o")]
pub async fn ambient_async(agent: &str) -> Answer {
    complete(agent)
}

#[tool_call(name = "shell", agent_id = agent, process_type = "worker")]
#[inline(never)]
pub fn tool(agent: &str) -> Done {
    work(agent)
}

#[tool_call(name = "shell", agent_id = agent, process_type = "worker")]
pub async fn tool_async(agent: &str) -> Done {
    work(agent)
}

#[memory_op(save, agent_id = agent)]
#[inline(never)]
pub fn memory(agent: &str) -> Done {
    work(agent)
}

#[memory_op(save, agent_id = agent)]
pub async fn memory_async(agent: &str) -> Done {
    work(agent)
}

#[process_metric(worker, agent_id = agent, worker_type = "builtin")]
#[inline(never)]
pub fn process(agent: &str) -> Done {
    work(agent)
}

#[process_metric(worker, agent_id = agent, worker_type = "builtin")]
pub async fn process_async(agent: &str) -> Done {
    work(agent)
}
