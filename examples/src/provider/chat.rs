//! Answers `POST /v1/chat/completions`.

use super::{
    Shared, answer,
    faults::Fault,
    ledger::{Entry, Tokens},
    request::Request,
    stream, vocabulary,
};
use axum::{
    body::Bytes,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The context window of the `gpt-4o` family, in tokens.
const CONTEXT_WINDOW: usize = 128_000;

/// The additional time that a slow answer takes.
const SLOW: Duration = Duration::from_secs(1);

/// An answer before it is encoded.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) id: String,
    pub(super) created: u64,
    /// The model's name in the request. The price is by this name.
    pub(super) requested_model: String,
    pub(super) text: String,
    pub(super) finish_reason: &'static str,
    pub(super) usage: Value,
    pub(super) wants_usage: bool,
}

impl Reply {
    /// The name of the model that answers: a short name in a request stands for a dated one.
    pub(super) fn model(&self) -> &str {
        match &*self.requested_model {
            "gpt-4o-mini" => "gpt-4o-mini-2024-07-18",
            "gpt-4o" => "gpt-4o-2024-08-06",
            other => other,
        }
    }
}

pub(super) async fn complete(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let mut entry = shared.ledger.open();
    let request: Request = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => {
            let message = format!("We could not parse the JSON body of your request: {error}");
            return refuse(&mut entry, StatusCode::BAD_REQUEST, "invalid_request_error", "invalid_json", &message);
        }
    };
    let (fault, thinking) = shared.faults.draw();
    tokio::time::sleep(thinking).await;
    let prompt = vocabulary::prompt_tokens(&request.messages);
    if let Some(refused) = refuse_for(fault, prompt.len(), &mut entry) {
        return refused;
    }
    let cached = shared.cache.look_up(&request.model, &prompt);
    let text = answer::answer(&request.messages);
    let (text, output, was_cut) = vocabulary::cut(text, request.max_output_tokens());
    entry.tokens = Tokens { input: (prompt.len() - cached) as u64, cached_input: cached as u64, output: output as u64 };
    let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let reply = Reply {
        id: format!("chatcmpl-{:x}", created.as_nanos()),
        created: created.as_secs(),
        text,
        finish_reason: if was_cut { "length" } else { "stop" },
        usage: json!({
            "prompt_tokens": prompt.len(),
            "completion_tokens": output,
            "total_tokens": prompt.len() + output,
            "prompt_tokens_details": { "cached_tokens": cached, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": 0, "audio_tokens": 0 },
        }),
        wants_usage: request.wants_usage(),
        requested_model: request.model,
    };
    if request.stream {
        return stream::stream_reply(reply, entry, fault == Some(Fault::Slow));
    }
    if fault == Some(Fault::Slow) {
        tokio::time::sleep(SLOW).await;
    }
    entry.answered(&reply.requested_model);
    as_json(
        StatusCode::OK,
        &json!({
            "id": reply.id,
            "object": "chat.completion",
            "created": reply.created,
            "model": reply.model(),
            "choices": [{
                "index": 0,
                "message": { "role": "assistant", "content": reply.text, "refusal": null },
                "logprobs": null,
                "finish_reason": reply.finish_reason,
            }],
            "usage": reply.usage,
        }),
    )
}

/// Returns the refusal of a request that can't be served.
fn refuse_for(fault: Option<Fault>, prompt_tokens: usize, entry: &mut Entry) -> Option<Response> {
    let window = match fault {
        // The fault makes the window smaller than the prompt.
        Some(Fault::ContextLength) => prompt_tokens - 1,
        _ => CONTEXT_WINDOW,
    };
    let (status, kind, code, message) = match fault {
        Some(Fault::RateLimit) => (
            StatusCode::TOO_MANY_REQUESTS,
            "requests",
            "rate_limit_exceeded",
            "Rate limit reached on requests per min (RPM): Limit 500, Used 500, Requested 1.".to_owned(),
        ),
        Some(Fault::InsufficientQuota) => (
            StatusCode::TOO_MANY_REQUESTS,
            "insufficient_quota",
            "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details.".to_owned(),
        ),
        Some(Fault::ServerError) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            "server_error",
            "The server had an error while processing your request.".to_owned(),
        ),
        _ if prompt_tokens > window => (
            StatusCode::BAD_REQUEST,
            "invalid_request_error",
            "context_length_exceeded",
            format!(
                "This model's maximum context length is {window} tokens. However, your messages resulted in \
                 {prompt_tokens} tokens. Please reduce the length of the messages."
            ),
        ),
        _ => return None,
    };
    Some(refuse(entry, status, kind, code, &message))
}

fn refuse(entry: &mut Entry, status: StatusCode, kind: &str, code: &'static str, message: &str) -> Response {
    entry.refused(code);
    as_json(status, &json!({ "error": { "message": message, "type": kind, "param": null, "code": code } }))
}

fn as_json(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
