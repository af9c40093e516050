use super::*;

struct Message {
    model: String,
    stop_reason: Option<String>,
    usage: Usage,
}
struct Usage {
    input_tokens: u32,
    cache_creation_input_tokens: Option<u32>,
    cache_read_input_tokens: Option<u32>,
    output_tokens: u32,
}

#[llm_metered(usage = anthropic, agent_id = "bot-1")]
fn complete() -> Result<Message, String> {
    Ok(Message {
        model: "claude-sonnet-4-5".into(),
        stop_reason: Some("refusal".into()),
        usage: Usage {
            input_tokens: 500,
            cache_creation_input_tokens: Some(100),
            cache_read_input_tokens: Some(400),
            output_tokens: 50,
        },
    })
}

#[test]
fn a_refusal_is_billed_and_fails() {
    let recorder = Recorder::new();
    recorder.scope_sync(complete).unwrap();
    assert_tokens(&recorder, "claude-sonnet-4-5", [500, 400, 100, 50, 0]);
    assert_error(&recorder, "content_filter");
    assert_reason(&recorder, "content_filter");
}
