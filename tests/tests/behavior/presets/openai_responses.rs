use super::*;

struct Response {
    model: String,
    usage: Option<Usage>,
    status: Status,
    error: Option<ResponseError>,
    incomplete_details: Option<IncompleteDetails>,
    service_tier: Option<String>,
}
#[derive(Debug)]
enum Status {
    Completed,
    Failed,
    Incomplete,
}
struct ResponseError {
    code: ErrorCode,
}
#[derive(Debug)]
enum ErrorCode {
    RateLimitExceeded,
}
struct IncompleteDetails {
    reason: String,
}
struct Usage {
    input_tokens: u32,
    input_tokens_details: InputDetails,
    output_tokens: u32,
    output_tokens_details: OutputDetails,
}
struct InputDetails {
    cached_tokens: u32,
    cache_write_tokens: Option<i64>,
}
struct OutputDetails {
    reasoning_tokens: u32,
}

fn response(status: Status) -> Response {
    let failed = matches!(status, Status::Failed).then_some(ResponseError { code: ErrorCode::RateLimitExceeded });
    let reason = matches!(status, Status::Incomplete).then(|| IncompleteDetails { reason: "content_filter".into() });
    Response {
        model: "gpt-5".into(),
        usage: Some(Usage {
            input_tokens: 1_000,
            input_tokens_details: InputDetails { cached_tokens: 400, cache_write_tokens: Some(100) },
            output_tokens: 50,
            output_tokens_details: OutputDetails { reasoning_tokens: 20 },
        }),
        status,
        error: failed,
        incomplete_details: reason,
        service_tier: Some("flex".into()),
    }
}

#[llm_metered(usage = openai_responses, agent_id = "bot-1")]
fn respond(status: Status) -> Response {
    response(status)
}

#[llm_metered(usage = openai_responses_0_42, agent_id = "bot-1")]
fn respond_newer(status: Status) -> Response {
    response(status)
}

#[test]
fn the_whole_response() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| respond(Status::Completed));
    assert_tokens(&recorder, "gpt-5", [600, 400, 0, 50, 20]);
    assert_reason(&recorder, "stop");
    let recorder = Recorder::new();
    recorder.scope_sync(|| respond_newer(Status::Completed));
    assert_tokens(&recorder, "gpt-5", [500, 400, 100, 50, 20]);
}

#[test]
fn a_status_is_a_failure() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| respond(Status::Failed));
    assert_error(&recorder, "rate_limit");
    let recorder = Recorder::new();
    recorder.scope_sync(|| respond(Status::Incomplete));
    assert_error(&recorder, "content_filter");
    assert_reason(&recorder, "content_filter");
}
