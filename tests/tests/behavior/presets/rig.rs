use super::*;

/// As until 0.42.
struct Old<T> {
    usage: OldUsage,
    _raw_response: T,
}
struct OldUsage {
    input_tokens: u64,
    output_tokens: u64,
    cached_input_tokens: u64,
}

/// As since 0.44.
struct New {
    usage: NewUsage,
    origin: Origin,
    error: Option<String>,
}
struct NewUsage {
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    cached_input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
    reasoning_tokens: Option<u64>,
    cost: Option<Cost>,
}
struct Cost {
    total: f64,
}
struct Origin {
    model: String,
    response_model: Option<String>,
}

/// With the method that rig's own type has.
struct Newest {
    usage: NewUsage,
    origin: Origin,
    error: Option<String>,
}

#[derive(Debug)]
enum FinishReason {
    Length,
}

impl Newest {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // as rig has it
    fn finish_reason(&self) -> Option<FinishReason> {
        Some(FinishReason::Length)
    }
}

fn old(tokens: [u64; 3]) -> Old<()> {
    let [input_tokens, cached_input_tokens, output_tokens] = tokens;
    Old { usage: OldUsage { input_tokens, output_tokens, cached_input_tokens }, _raw_response: () }
}

fn new() -> New {
    New {
        usage: NewUsage {
            input_tokens: Some(1_000),
            output_tokens: Some(50),
            cached_input_tokens: Some(400),
            cache_creation_input_tokens: Some(100),
            reasoning_tokens: Some(20),
            cost: Some(Cost { total: 0.25 }),
        },
        origin: Origin { model: "gpt-4o".into(), response_model: Some("gpt-4o-2024-08-06".into()) },
        error: None,
    }
}

#[llm_metered(usage = rig, model = "gpt-4o", agent_id = "bot-1")]
fn complete_old(tokens: [u64; 3]) -> Result<Old<()>, String> {
    Ok(old(tokens))
}

#[llm_metered(usage = rig, cache = included, model = "gpt-4o", agent_id = "bot-1")]
fn complete_new() -> Result<New, String> {
    Ok(new())
}

#[llm_metered(usage = rig, cache = excluded, model = "claude-sonnet-4-5", agent_id = "bot-1")]
fn complete_old_anthropic() -> Result<Old<()>, String> {
    Ok(old([600, 400, 50]))
}

#[llm_metered(usage = rig_0_44, agent_id = "bot-1")]
fn complete_with_all() -> Result<New, String> {
    Ok(new())
}

#[llm_metered(usage = rig_0_44, agent_id = "bot-1")]
fn complete_with_reason() -> Newest {
    let New { usage, origin, error } = new();
    Newest { usage, origin, error }
}

#[test]
fn the_reason_is_read_where_the_type_has_it() {
    let recorder = Recorder::new();
    recorder.scope_sync(complete_with_reason);
    assert_tokens(&recorder, "gpt-4o-2024-08-06", [500, 400, 100, 50, 20]);
    assert_reason(&recorder, "length");
}

#[test]
fn one_spelling_for_plain_and_optional_counts() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| complete_old([1_000, 400, 50])).unwrap();
    assert_tokens(&recorder, "gpt-4o", [600, 400, 0, 50, 0]);
    let recorder = Recorder::new();
    recorder.scope_sync(complete_new).unwrap();
    assert_tokens(&recorder, "gpt-4o", [600, 400, 0, 50, 0]);
}

#[test]
fn zeros_of_the_old_line_are_not_reported() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| complete_old([0, 0, 0])).unwrap();
    assert_eq!(recorder.counter("llm_usage_missing_total", &[]), 1.0);
}

#[test]
fn cached_tokens_can_be_beside_the_input() {
    let recorder = Recorder::new();
    recorder.scope_sync(complete_old_anthropic).unwrap();
    assert_tokens(&recorder, "claude-sonnet-4-5", [600, 400, 0, 50, 0]);
}

#[test]
fn the_newer_line_tells_more() {
    let recorder = Recorder::new();
    recorder.scope_sync(complete_with_all).unwrap();
    assert_tokens(&recorder, "gpt-4o-2024-08-06", [500, 400, 100, 50, 20]);
    assert_eq!(recorder.counter("llm_estimated_cost_dollars", &[]), 0.25);
    assert_eq!(recorder.series("llm_finish_reasons_total"), 0);
}
