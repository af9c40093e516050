//! Everything that an attribute takes, in every form that it takes it.

#![deny(warnings)]

use agent_metrics::{Context, ErrorType, LlmResponse, TokenUsage, llm_metered, memory_op, process_metric, tool_call};
use std::collections::BTreeMap;

struct Response {
    tokens: u64,
}

impl LlmResponse for Response {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().output(self.tokens))
    }
}

fn classify(_: &std::fmt::Error) -> ErrorType {
    ErrorType::Other
}

struct Agent {
    id: u64,
    name: Option<String>,
    context: Context,
    names: BTreeMap<u8, String>,
}

type Outcome<T> = Result<T, std::fmt::Error>;

impl Agent {
    #[llm_metered(
        agent_id = self.id,
        tier = "worker",
        worker_type = if self.name.is_some() { "named" } else { "" },
        context = &self.context,
        model = self.names.get(&1),
        provider = format!("{}-{}", "open", "ai"),
        error = classify,
        handle = call,
        crate = ::agent_metrics,
    )]
    async fn complete(&self) -> Outcome<Response> {
        call.first_token();
        Ok(Response { tokens: 1 })
    }

    #[llm_metered(usage = |response: &Response| TokenUsage::new().output(response.tokens), error = |_| ErrorType::Other)]
    fn closures(&self) -> Outcome<Response> {
        Ok(Response { tokens: 1 })
    }

    #[llm_metered(usage = |response| Some(TokenUsage::new().output(response.checked_add(1)?)))]
    fn question_mark_in_a_closure(&self) -> u64 {
        7
    }

    #[llm_metered(usage = none, handle = r#type)]
    fn told_by_the_handle(&self) {
        r#type.usage(TokenUsage::new());
    }

    #[process_metric]
    fn bare(&self) {}

    #[process_metric(a_kind_of_mine, count_errors)]
    fn word_and_flag(&self) -> Outcome<()> {
        Ok(())
    }

    #[process_metric(process_type = self.name)]
    fn computed_kind(&self) {}

    #[process_metric(name = self.name)]
    fn named_kind(&self) {}

    #[memory_op(name = if self.id == 0 { "save" } else { "update" }, process_type = self.name)]
    fn computed_operation(&self) -> Outcome<()> {
        Ok(())
    }

    #[memory_op(search, results = |found| found.len(), affected = |_| 0_u64)]
    fn search(&self) -> Vec<u8> {
        Vec::new()
    }

    #[tool_call(name = self.names.values().map(|name: &String| name.len()).sum::<usize>())]
    fn tool(&self) {}
}

fn main() {
    let agent = Agent { id: 1, name: None, context: Context::current(), names: BTreeMap::new() };
    drop(agent.complete());
    let _ = agent.closures();
    agent.question_mark_in_a_closure();
    agent.told_by_the_handle();
    agent.bare();
    let _ = agent.word_and_flag();
    agent.computed_kind();
    agent.named_kind();
    let _ = agent.computed_operation();
    agent.search();
    agent.tool();
}
