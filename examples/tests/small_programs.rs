//! The programs in `src/bin`, each run to its end in the mode in which it was built.

use std::process::Command;

/// What a program prints on its standard output. It must succeed and print nothing else.
#[track_caller]
fn output_of(program: &str) -> String {
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap()
}

/// A program prints the lines `always`, and with the feature on those of `metered`, otherwise those of `unmetered`.
#[track_caller]
fn assert_prints(program: &str, always: &[&str], metered: &[&str], unmetered: &[&str]) {
    let output = output_of(program);
    let of_mode = if agent_metrics::ENABLED { metered } else { unmetered };
    for line in always.iter().chain(of_mode) {
        assert!(output.lines().any(|printed| printed == *line), "no line `{line}` in:\n{output}");
    }
}

#[test]
fn quickstart() {
    let call = r#"agent_id="bot-1",model="gpt-4o",tier="worker",worker_type="builtin""#;
    let samples = [
        format!("agent_llm_requests_total{{{call}}} 1"),
        format!(r#"agent_llm_tokens_total{{{call},direction="input"}} 1200"#),
        format!(r#"agent_llm_tokens_total{{{call},direction="output"}} 80"#),
        format!("agent_llm_estimated_cost_dollars{{{call}}} 0.0038"),
        r#"agent_tool_calls_total{agent_id="bot-1",tool_name="count_entries",process_type="worker"} 1"#.to_owned(),
        r#"agent_memory_writes_total{agent_id="bot-1"} 1"#.to_owned(),
        r#"agent_active_workers{agent_id="bot-1"} 0"#.to_owned(),
    ];
    let program = env!("CARGO_BIN_EXE_quickstart");
    assert_prints(program, &[], &samples.each_ref().map(|sample| &**sample), &[]);
    let output = output_of(program);
    assert!(output.starts_with("gpt-4o read: How many files are there? There are "), "{output}");
    assert_eq!(output.lines().count() > 1, agent_metrics::ENABLED, "only with the feature on is anything recorded");
}

#[test]
fn stream() {
    assert_prints(
        env!("CARGO_BIN_EXE_stream"),
        &["A streamed answer."],
        &["requests: 1", "output tokens: 3", "first tokens timed: 1"],
        &["requests: 0", "output tokens: 0", "first tokens timed: 0"],
    );
}

#[test]
fn http_client() {
    assert_prints(
        env!("CARGO_BIN_EXE_http_client"),
        &[r#"answers: Ok("gpt-4o-mini")"#, "refuses: Err(Refused(QuotaExhausted))"],
        &["cost: $0.00021", "without quota: 1"],
        &["cost: $0", "without quota: 0"],
    );
}

#[test]
fn testing() {
    let (metered, unmetered) = (["series of tool_calls_total: 1"], ["series of tool_calls_total: 0"]);
    assert_prints(env!("CARGO_BIN_EXE_testing"), &[], &metered, &unmetered);
}

#[test]
fn axum_app() {
    assert_prints(
        env!("CARGO_BIN_EXE_axum_app"),
        &["GET /greeting: 200 OK", "hello"],
        &["GET /metrics: 200 OK", r#"agent_tool_calls_total{agent_id="bot-1",tool_name="greet"} 1"#],
        &["GET /metrics: 404 Not Found"],
    );
}
