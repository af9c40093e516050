//! Runs the agent's program and checks what it prints.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

fn command(arguments: &[&str]) -> Command {
    let mut agent = Command::new(env!("CARGO_BIN_EXE_agent-metrics-examples"));
    for variable in ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"] {
        agent.env_remove(variable);
    }
    agent.args(arguments);
    agent
}

fn agent(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn memory_file(test: &str) -> PathBuf {
    let file = std::env::temp_dir().join(format!("agent-metrics-{test}-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&file); // of an earlier process with this number
    file
}

#[test]
fn it_ends_by_itself_and_the_numbers_agree() {
    let memory = memory_file("ends");
    let memory_argument = memory.to_str().unwrap();
    let output = agent(&["--turns", "2", "--pause", "0", "--port", "0", "--memory", memory_argument]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("\n2 · "), "{printed}");
    let end = if agent_metrics::ENABLED { "The numbers agree." } else { "Metrics are off" };
    assert!(printed.contains(end), "{printed}");
    assert!(!printed.contains("is cancelled"), "no branch was slow here: {printed}");
    std::fs::remove_file(memory).unwrap();
}

/// A panic hook would print a backtrace of many lines here.
#[test]
fn the_panic_on_purpose_is_one_line() {
    let memory = memory_file("panic");
    let arguments = ["--turns", "3", "--pause", "0", "--port", "0", "--memory", memory.to_str().unwrap()];
    let output = command(&arguments).env("RUST_BACKTRACE", "1").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}");
    let panics: Vec<_> = printed.lines().filter(|line| line.contains("panicked with message")).collect();
    assert!(matches!(panics[..], [line] if line.contains("on purpose, a worker stumbled")), "{printed}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    std::fs::remove_file(memory).unwrap();
}

#[test]
fn a_wrong_argument_is_reported() {
    for (arguments, message) in [
        (&["--turms", "2"][..], "invalid option '--turms'"),
        (&["--turns", "many"], "cannot parse argument \"many\": invalid digit"),
        (&["--port"], "missing argument for option '--port'"),
    ] {
        let output = agent(arguments);
        let printed = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{printed}");
        assert!(printed.contains(message), "{printed}");
    }
}

#[test]
fn what_can_not_be_opened_is_reported() {
    for (arguments, message) in [
        (&["--folder", "/no/such/folder"][..], "can't open the folder `/no/such/folder`"),
        (&["--memory", "/no/such/folder/m.sqlite"], "can't open the memory `/no/such/folder/m.sqlite`"),
    ] {
        let output = agent(arguments);
        let printed = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{printed}");
        assert!(printed.contains(message), "{printed}");
    }
}

#[test]
fn a_port_in_use_does_not_end_the_agent() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let memory = memory_file("port");
    let output = agent(&["--turns", "1", "--pause", "0", "--port", &port, "--memory", memory.to_str().unwrap()]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}");
    assert_eq!(printed.contains("metrics  not served"), agent_metrics::ENABLED, "{printed}");
    std::fs::remove_file(memory).unwrap();
}
