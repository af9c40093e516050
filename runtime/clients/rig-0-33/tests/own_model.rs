//! Meters a user-defined model, and compares its stream with the one that was not metered.

use agent_metrics::{
    ErrorType,
    client::{ClientError, ClientResponse},
    llm_metered,
    testing::Recorder,
};
use agent_metrics_rig_0_33::Metered;
use futures::{StreamExt, stream};
use rig::{
    OneOrMany,
    agent::AgentBuilder,
    completion::{
        CompletionError, CompletionModel, CompletionRequest, CompletionResponse, GetTokenUsage, Prompt, Usage,
    },
    message::{AssistantContent, ReasoningContent},
    streaming::{
        RawStreamingChoice, RawStreamingToolCall, StreamedAssistantContent, StreamingCompletionResponse,
        ToolCallDeltaContent,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Raw {
    input: u64,
}

impl GetTokenUsage for Raw {
    fn token_usage(&self) -> Option<Usage> {
        Some(usage(self.input))
    }
}

fn usage(input: u64) -> Usage {
    Usage { input_tokens: input, output_tokens: 10, total_tokens: input + 10, cached_input_tokens: 40 }
}

fn choices() -> Vec<Result<RawStreamingChoice<Raw>, CompletionError>> {
    let mut call = RawStreamingToolCall::new("call_1".into(), "shell".into(), json!({ "command": "ls" }));
    call = call.with_internal_call_id("internal".into()).with_call_id("fc_1".into());
    vec![
        Ok(RawStreamingChoice::ReasoningDelta { id: Some("rs_1".into()), reasoning: "Hm".into() }),
        Ok(RawStreamingChoice::Reasoning {
            id: Some("rs_1".into()),
            content: ReasoningContent::Text { text: "Hm.".into(), signature: Some("signed".into()) },
        }),
        Ok(RawStreamingChoice::Message("Hel".into())),
        Ok(RawStreamingChoice::Message("lo.".into())),
        Ok(RawStreamingChoice::ToolCallDelta {
            id: "call_1".into(),
            internal_call_id: "internal".into(),
            content: ToolCallDeltaContent::Name("shell".into()),
        }),
        Ok(RawStreamingChoice::ToolCall(call)),
        Ok(RawStreamingChoice::FinalResponse(Raw { input: 100 })),
        Ok(RawStreamingChoice::MessageId("msg_1".into())),
    ]
}

/// A model that answers without any provider.
#[derive(Clone)]
struct Own {
    name: String,
}

impl CompletionModel for Own {
    type Response = Raw;
    type StreamingResponse = Raw;
    type Client = ();

    fn make((): &(), name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }

    #[llm_metered(model = self.name)]
    async fn completion(&self, _request: CompletionRequest) -> Result<CompletionResponse<Raw>, CompletionError> {
        if self.name == "failing" {
            return Err(CompletionError::ProviderError(r#"{"error":{"type":"overloaded_error"}}"#.into()));
        }
        let choice = OneOrMany::one(AssistantContent::text("Hello."));
        Ok(CompletionResponse { choice, usage: usage(100), raw_response: Raw { input: 100 }, message_id: None })
    }

    #[llm_metered(stream, model = self.name)]
    async fn stream(&self, _request: CompletionRequest) -> Result<StreamingCompletionResponse<Raw>, CompletionError> {
        Ok(StreamingCompletionResponse::stream(Box::pin(stream::iter(choices()))))
    }
}

fn own(name: &str) -> Own {
    Own { name: name.to_owned() }
}

fn assert_one_call(recorder: &Recorder, model: &str) {
    if agent_metrics::ENABLED {
        let count = |name: &str, labels: &[(&str, &str)]| (recorder.counter(name, labels) * 1000.0).round() / 1000.0;
        let near =
            |left: f64, right: f64| assert!((left - right).abs() < 1e-9, "{left} {right}\n{}", recorder.render());
        near(count("llm_requests_total", &[]), 1.0);
        near(count("llm_requests_total", &[("model", model)]), 1.0);
        near(count("llm_tokens_total", &[("direction", "input")]), 60.0);
        near(count("llm_tokens_total", &[("direction", "cached_input")]), 40.0);
        near(count("llm_tokens_total", &[("direction", "output")]), 10.0);
    }
}

#[tokio::test]
async fn the_attribute_on_the_model_meters_an_agent() {
    let recorder = Recorder::new();
    let agent = AgentBuilder::new(own("own")).build();
    assert_eq!(recorder.scope(async { agent.prompt("Hello?").await }).await.unwrap(), "Hello.");
    assert_one_call(&recorder, "own");

    let recorder = Recorder::new();
    let agent = AgentBuilder::new(own("failing")).build();
    assert!(recorder.scope(async { agent.prompt("Hello?").await }).await.is_err());
    if agent_metrics::ENABLED {
        let overloaded = recorder.counter("process_errors_total", &[("error_type", "overloaded")]);
        assert!((overloaded - 1.0).abs() < 1e-9);
    }
}

/// Where a metered model is inside a metered one, only the inner one records the call.
#[tokio::test]
async fn metered_twice_counts_once() {
    let model = Metered::new(own("own"), "outer");
    let request = || model.completion_request("Hello?").build();
    let recorder = Recorder::new();
    recorder.scope(model.completion(request())).await.unwrap();
    assert_one_call(&recorder, "own");
    let recorder = Recorder::new();
    recorder.scope(model.stream(request())).await.unwrap().collect::<Vec<_>>().await;
    assert_one_call(&recorder, "own");
}

fn described(item: &StreamedAssistantContent<Raw>) -> String {
    match item {
        StreamedAssistantContent::Text(text) => format!("text {}", text.text),
        StreamedAssistantContent::ToolCall { tool_call, internal_call_id } => {
            format!("call {tool_call:?} {internal_call_id}")
        }
        StreamedAssistantContent::ToolCallDelta { id, internal_call_id, content } => {
            format!("delta {id} {internal_call_id} {content:?}")
        }
        StreamedAssistantContent::Reasoning(reasoning) => format!("reasoning {reasoning:?}"),
        StreamedAssistantContent::ReasoningDelta { id, reasoning } => format!("reasoning delta {id:?} {reasoning}"),
        StreamedAssistantContent::Final(raw) => format!("final {raw:?}"),
    }
}

async fn read(stream: &mut StreamingCompletionResponse<Raw>) -> Vec<String> {
    stream.by_ref().map(|item| described(&item.unwrap())).collect().await
}

#[tokio::test]
async fn a_metered_stream_is_what_it_was() {
    let mut plain = StreamingCompletionResponse::stream(Box::pin(stream::iter(choices())));
    let mut metered = own("own").stream(own("own").completion_request("Hello?").build()).await.unwrap();
    assert_eq!(read(&mut metered).await, read(&mut plain).await);
    assert_eq!(format!("{:?}", metered.choice), format!("{:?}", plain.choice));
    assert_eq!(metered.response, plain.response);
    assert_eq!(metered.message_id.as_deref(), Some("msg_1"));
    assert!(metered.next().await.is_none());
}

#[test]
fn anthropic_tells_its_cache_in_its_own_response() {
    let raw: rig::providers::anthropic::completion::CompletionResponse = serde_json::from_value(json!({
        "id": "msg_1", "role": "assistant", "model": "claude-sonnet-4-5-20250929", "content": [],
        "stop_reason": "end_turn", "stop_sequence": null,
        "usage": {
            "input_tokens": 600, "cache_read_input_tokens": 400, "cache_creation_input_tokens": 300, "output_tokens": 50,
        },
    }))
    .unwrap();
    let choice = OneOrMany::one(AssistantContent::text("Hello."));
    let response = CompletionResponse { choice, usage: usage(600), raw_response: raw, message_id: None };
    let usage = response.usage().unwrap();
    assert_eq!((usage.input_tokens(), usage.cached_input_tokens()), (Some(600), Some(400)));
    assert_eq!((usage.cache_write_tokens(), usage.output_tokens()), (Some(300), Some(50)));
    assert_eq!(response.model(), Some("claude-sonnet-4-5-20250929"));
}

#[test]
fn gemini_thinks_outside_its_candidates() {
    let raw: rig::providers::gemini::completion::gemini_api_types::GenerateContentResponse =
        serde_json::from_value(json!({
            "responseId": "1", "candidates": [], "modelVersion": "gemini-2.5-pro",
            "usageMetadata": {
                "promptTokenCount": 1000, "cachedContentTokenCount": 400, "candidatesTokenCount": 30,
                "thoughtsTokenCount": 20, "totalTokenCount": 1050,
            },
        }))
        .unwrap();
    let choice = OneOrMany::one(AssistantContent::text("Hello."));
    let response = CompletionResponse { choice, usage: Usage::new(), raw_response: raw, message_id: None };
    let usage = response.usage().unwrap();
    assert_eq!((usage.input_tokens(), usage.cached_input_tokens()), (Some(600), Some(400)));
    assert_eq!((usage.output_tokens(), usage.reasoning_tokens()), (Some(50), Some(20)));
}

#[test]
fn a_text_decides_only_by_its_code() {
    let error = |text: &str| CompletionError::ProviderError(text.to_owned()).error_type();
    assert_eq!(error("Failed to generate: rate 429"), ErrorType::ProviderError);
    assert_eq!(error(r#"{"error":{"code":"insufficient_quota"}}"#), ErrorType::QuotaExhausted);
    let boxed = CompletionError::RequestError(Box::new(ErrorType::Timeout));
    assert_eq!(boxed.error_type(), ErrorType::Timeout);
}
