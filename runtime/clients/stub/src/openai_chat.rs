//! Answers OpenAI's `POST /chat/completions`.

use crate::models::{BILL, BILLED, CALLS, FILTERED, NO_USAGE, SERVED};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

fn usage(model: &str) -> Value {
    let mut usage = json!({
        "prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050,
        "prompt_tokens_details": { "cached_tokens": 400, "audio_tokens": 0 },
        "completion_tokens_details": {
            "reasoning_tokens": 20, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
        },
    });
    if model == BILLED {
        usage["cost"] = BILL.into(); // OpenRouter reports it in this field
    }
    usage
}

pub(crate) fn answer(request: &Value, model: &str) -> ResponseTemplate {
    let finish = if model == FILTERED { "content_filter" } else { "stop" };
    if request["stream"] == true {
        let reports_usage = request["stream_options"]["include_usage"] == true && model != NO_USAGE;
        let usage = reports_usage.then(|| usage(model));
        return ResponseTemplate::new(200).set_body_raw(events(finish, usage), "text/event-stream");
    }
    let mut body = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": SERVED,
        "service_tier": "default",
        "choices": [{
            "index": 0, "finish_reason": finish, "logprobs": null,
            "message": { "role": "assistant", "content": "Hello.", "refusal": null },
        }],
    });
    if model != NO_USAGE {
        body["usage"] = usage(model);
    }
    let has_result = |message: &Value| message["role"] == "tool";
    if model == CALLS && !request["messages"].as_array().is_some_and(|messages| messages.iter().any(has_result)) {
        let name = request["tools"][0]["function"]["name"].as_str().unwrap_or("nothing");
        let function = json!({ "name": name, "arguments": "{}" });
        body["choices"][0]["message"]["tool_calls"] =
            json!([{ "id": "call_1", "type": "function", "function": function }]);
        body["choices"][0]["finish_reason"] = "tool_calls".into();
    }
    ResponseTemplate::new(200).set_body_json(body)
}

fn events(finish: &str, usage: Option<Value>) -> String {
    let mut chunks = vec![
        chunk(&json!([{ "index": 0, "delta": { "role": "assistant", "content": "Hel" }, "finish_reason": null }])),
        chunk(&json!([{ "index": 0, "delta": { "content": "lo." }, "finish_reason": null }])),
        chunk(&json!([{ "index": 0, "delta": {}, "finish_reason": finish }])),
    ];
    if let Some(usage) = usage {
        let mut last = chunk(&json!([]));
        last["usage"] = usage;
        chunks.push(last);
    }
    let events = chunks.iter().map(|chunk| format!("data: {chunk}\n\n"));
    events.chain(["data: [DONE]\n\n".to_owned()]).collect::<Vec<_>>().concat()
}

/// Builds one chunk of a streamed answer.
pub(crate) fn chunk(choices: &Value) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": SERVED,
        "choices": choices, "usage": null,
    })
}
