//! The attributes and the derive, with all their keys.

use crate::signatures::Boxed;
use agent_metrics::{
    ClassifyError, Context, ErrorType, LlmHandle, LlmResponse, MemoryHandle, OutcomeHandle, SharedHandle, TokenUsage,
    in_context, llm_metered, memory_op, process_metric, tool_call,
};
use futures_core::Stream;
use std::{fmt, pin::Pin};

#[derive(Debug, ClassifyError)]
pub enum Failed {
    #[error_type(timeout)]
    Late,
    #[error_type(transparent)]
    Known(ErrorType),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Failed {}

pub struct Response(pub u32);

impl LlmResponse for Response {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().output(self.0))
    }
    fn is_end(&self) -> bool {
        self.0 > 0
    }
    fn has_content(&self) -> bool {
        !self.is_end()
    }
}

#[process_metric(worker, agent_id = agent, worker_type = "coder", handle = process)]
pub async fn work(agent: &str, context: Context) -> Result<u32, Failed> {
    note(process);
    let response = complete("gpt-4o", &context).await?;
    Ok(response.0 + search(&["a"]).len() as u32 + u32::from(shell()))
}

pub enum MaybeRefused {
    Whole { model: String },
    Refused,
}

impl MaybeRefused {
    fn failure(&self) -> Option<ErrorType> {
        matches!(self, Self::Refused).then_some(ErrorType::ContentFilter)
    }

    fn model(&self) -> Option<&str> {
        if let Self::Whole { model } = self { Some(model) } else { None }
    }
}

#[llm_metered(usage = |_| TokenUsage::new(), failed = MaybeRefused::failure, answered = MaybeRefused::model)]
pub fn maybe_refused(model: &str) -> Result<MaybeRefused, Failed> {
    Ok(if model.is_empty() { MaybeRefused::Refused } else { MaybeRefused::Whole { model: model.to_owned() } })
}

#[tool_call(failed = |output: &MaybeRefused| output.failure())]
pub fn maybe_refused_by_tool(model: &str) -> Result<MaybeRefused, Failed> {
    maybe_refused(model)
}

#[in_context(agent_id = agent, process_type = "channel", worker_type = 7, context = context)]
pub async fn in_context_of(agent: Option<&str>, context: &Context) -> Result<u32, Failed> {
    work("bot-1", context.clone()).await
}

fn note(process: &OutcomeHandle) {
    process.failed(ErrorType::Other);
}

#[llm_metered(model = model, provider = "openai", handle = call)]
pub async fn complete(model: &str, context: &Context) -> Result<Response, Failed> {
    report(call);
    std::future::ready(()).await;
    if *context == Context::default() { Err(Failed::Late) } else { Ok(Response(1)) }
}

fn report(call: &LlmHandle) {
    call.usage(TokenUsage::new());
    call.answered_by("gpt-4o");
    call.first_token();
    call.failed(ErrorType::Timeout);
}

#[llm_metered(stream, dropped = ok, model = "gpt-4o", usage = none, handle = call)]
pub fn words() -> impl Stream<Item = u8> + Send + 'static {
    Words { call: call.clone(), left: 1 }
}

/// An alias that hides a stream.
pub type Answer = Pin<Box<dyn Stream<Item = Result<TokenUsage, Failed>> + Send>>;

#[llm_metered(stream, model = "gpt-4o")]
pub async fn aliased() -> Result<Answer, Failed> {
    std::future::ready(Err(Failed::Late)).await
}

#[llm_metered(model = "gpt-4o")]
pub fn aliased_without_key(answer: Answer) -> Answer {
    answer
}

#[llm_metered(stream, model = "gpt-4o")]
pub fn of_a_type(stream: Boxed) -> Boxed {
    stream
}

struct Words {
    call: SharedHandle<LlmHandle>,
    left: u8,
}

impl Stream for Words {
    type Item = u8;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<u8>> {
        self.call.usage(TokenUsage::new().output(1));
        let word = self.left.checked_sub(1);
        self.left = word.unwrap_or(0);
        std::task::Poll::Ready(word)
    }
}

#[memory_op(search, handle = operation, results = |found: &&[&str]| found.len())]
pub fn search<'a>(memories: &'a [&'a str]) -> &'a [&'a str] {
    told(operation);
    memories
}

fn told(operation: &MemoryHandle) {
    operation.affected(1_u8);
    operation.results(1);
}

#[tool_call(name = "shell", error = |_: &Failed| ErrorType::Auth)]
pub fn try_shell() -> Result<(), Failed> {
    Err(Failed::Known(ErrorType::NotFound))
}

#[tool_call]
pub fn shell() -> bool {
    try_shell().is_ok()
}
