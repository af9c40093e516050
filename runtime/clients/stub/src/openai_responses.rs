//! Answers OpenAI's `POST /responses`.

use crate::models::{FILTERED, NO_USAGE, SERVED};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

/// The model whose answer has the status `failed`.
const FAILED: &str = "failed";

pub(crate) fn answer(request: &Value, model: &str) -> ResponseTemplate {
    let response = response(model);
    if request["stream"] == true {
        let last = json!({
            "type": format!("response.{}", response["status"].as_str().unwrap_or("completed")),
            "sequence_number": 2, "response": response,
        });
        let mut in_progress = response.clone();
        in_progress["status"] = "in_progress".into();
        in_progress["usage"] = Value::Null;
        in_progress["error"] = Value::Null;
        let events = [
            json!({ "type": "response.created", "sequence_number": 0, "response": in_progress }),
            json!({
                "type": "response.output_text.delta", "sequence_number": 1, "item_id": "msg_1", "output_index": 0,
                "content_index": 0, "delta": "Hello.", "logprobs": [],
            }),
            last,
        ];
        let text =
            events.map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or_default()));
        return ResponseTemplate::new(200).set_body_raw(text.concat(), "text/event-stream");
    }
    ResponseTemplate::new(200).set_body_json(response)
}

fn response(model: &str) -> Value {
    let mut response = json!({
        "id": "resp_1", "object": "response", "created_at": 1_700_000_000, "model": SERVED, "status": "completed",
        "error": null, "incomplete_details": null, "service_tier": "default",
        "output": [{
            "type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
            "content": [{ "type": "output_text", "text": "Hello.", "annotations": [], "logprobs": [] }],
        }],
        "tools": [], "parallel_tool_calls": true, "tool_choice": "auto", "temperature": 1.0, "top_p": 1.0,
        "usage": {
            "input_tokens": 1000, "input_tokens_details": { "cached_tokens": 400 },
            "output_tokens": 50, "output_tokens_details": { "reasoning_tokens": 20 },
            "total_tokens": 1050,
        },
    });
    match model {
        FAILED => {
            response["status"] = "failed".into();
            response["error"] = json!({ "code": "rate_limit_exceeded", "message": "Slow down." });
        }
        FILTERED => {
            response["status"] = "incomplete".into();
            response["incomplete_details"] = json!({ "reason": "content_filter" });
        }
        NO_USAGE => response["usage"] = Value::Null,
        _ => {}
    }
    response
}
