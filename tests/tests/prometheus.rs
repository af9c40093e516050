//! A real Prometheus scrapes a scripted run, and answers what an operator asks.
//!
//! It needs the program `prometheus`: `.ci/prometheus` runs it.
#![cfg(feature = "metrics")]
#![allow(missing_docs)]

use agent_metrics::{ErrorType, FinishReason, LlmCall, Process, ToolCall, serve_blocking};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{self, Child, Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A server that scrapes five times a second, and is stopped when it is dropped.
struct Prometheus {
    server: Child,
    address: SocketAddr,
    folder: PathBuf,
}

impl Prometheus {
    fn scraping(target: SocketAddr) -> Self {
        let folder = env::temp_dir().join(format!("agent-metrics-prometheus-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let config = folder.join("prometheus.yml");
        let job = format!("scrape_configs: [{{job_name: agent, static_configs: [{{targets: ['{target}']}}]}}]");
        fs::write(&config, format!("global: {{scrape_interval: 200ms, scrape_timeout: 200ms}}\n{job}\n")).unwrap();
        // The port is free once the listener is dropped.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let server = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .arg("--log.level=error")
            .stdout(Stdio::null())
            .spawn()
            .expect("the program `prometheus`, which `.ci/setup` installs");
        let prometheus = Self { server, address, folder };
        wait_for("Prometheus", || prometheus.get("/-/ready").is_some_and(|answer| answer.starts_with("HTTP/1.0 200")));
        prometheus
    }

    /// The answer to a request; `None` while the server does not listen.
    fn get(&self, path: &str) -> Option<String> {
        let mut connection = TcpStream::connect(self.address).ok()?;
        write!(connection, "GET {path} HTTP/1.0\r\n\r\n").ok()?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// The value of each sample that a query finds, by its labels, at a time in seconds.
    fn query(&self, query: &str, time: Option<f64>) -> BTreeMap<String, f64> {
        let mut encoded = String::new();
        query.bytes().for_each(|byte| encoded.extend(["%", &format!("{byte:02x}")]));
        let time = time.map_or_else(String::new, |time| format!("&time={time:.3}"));
        let answer = self.get(&format!("/api/v1/query?query={encoded}{time}")).unwrap();
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        assert_eq!(body["status"], "success", "{query}: {body}");
        let samples = body["data"]["result"].as_array().unwrap().iter().map(|sample| {
            let labels = sample["metric"].as_object().unwrap();
            let labels: Vec<_> =
                labels.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
            (labels.join(","), sample["value"][1].as_str().unwrap().parse().unwrap())
        });
        samples.collect()
    }

    /// The value of a query that finds one sample; `None` if it finds nothing.
    fn value(&self, query: &str, time: Option<f64>) -> Option<f64> {
        let samples = self.query(query, time);
        assert!(samples.len() <= 1, "{query}: {samples:?}");
        samples.into_values().next()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ended = self.server.kill().and_then(|()| self.server.wait());
        let _removed = fs::remove_dir_all(&self.folder);
    }
}

fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_there() {
        assert!(start.elapsed() < Duration::from_secs(120), "{what} is not there");
        thread::sleep(Duration::from_millis(50));
    }
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

fn ask(model: &str) -> LlmCall {
    LlmCall::builder(model).agent_id("bot-1").start()
}

fn fail(call: LlmCall, error_type: ErrorType) {
    call.failed(error_type);
    call.end();
}

/// A request whose first attempts are refused, and whose last one is answered.
fn ask_with_retries(mut request: LlmCall, refused: usize) {
    request.scope_sync(|| {
        let attempt = || LlmCall::builder("gpt-4o-mini").agent_id("bot-1").attempt().start();
        (0..refused).for_each(|_| fail(attempt(), ErrorType::RateLimit));
        attempt().end();
    });
    request.end();
}

/// A request whose answer tells why the model stopped.
fn ask_for_a_text(stopped: FinishReason) {
    let call = ask("claude-sonnet-4-5");
    call.finish_reason(stopped);
    call.end();
}

fn use_tool(name: &str) -> ToolCall {
    ToolCall::builder(name).agent_id("bot-1").start()
}

fn work() -> Process {
    Process::builder("worker").agent_id("bot-1").start()
}

#[test]
#[ignore = "it needs the program `prometheus`: run `.ci/prometheus`"]
fn an_operators_questions_are_answered() {
    let server = serve_blocking("127.0.0.1:0").unwrap();
    let prometheus = Prometheus::scraping(server.local_addr().unwrap());

    // While the first calls run, a scrape sees them.
    let before_stuck = now();
    let stuck = work();
    let after_stuck = now();
    let hung = ask("gpt-4o");
    let first = [ask("gpt-4o"), ask("gpt-4o-mini")];
    let first_tools = [use_tool("shell"), use_tool("read_file")];
    wait_for("the scrape of the first calls", || {
        prometheus.value("sum(agent_llm_requests_in_flight)", None) == Some(3.0)
    });
    assert_eq!(prometheus.value("count(agent_llm_outcomes_total == 0)", None), Some(8.0));
    assert_eq!(prometheus.value("count(agent_tool_outcomes_total == 0)", None), Some(8.0));

    // 1 of 4 requests to the one model fails; to the other none does, but 3 of its attempts are refused.
    let [first, first_mini] = first;
    fail(first, ErrorType::Timeout);
    (0..3).for_each(|_| ask("gpt-4o").end());
    ask_with_retries(first_mini, 2);
    // 1 of 4 calls of the one tool fails.
    first_tools[0].failed(ErrorType::NotFound);
    first_tools.into_iter().for_each(ToolCall::end);
    (0..3).for_each(|_| use_tool("shell").end());
    // Workers come and go beside the one that is stuck.
    (0..3).for_each(|_| work().end());
    let busy = work();
    ask_with_retries(ask("gpt-4o-mini"), 1);
    // 1 of 4 answers is cut.
    [FinishReason::Stop, FinishReason::Stop, FinishReason::Stop, FinishReason::Length]
        .into_iter()
        .for_each(ask_for_a_text);
    wait_for("the scrape of the last call", || prometheus.value("sum(agent_llm_requests_total)", None) == Some(10.0));

    // At the moment of a scrape, so that nothing is extrapolated.
    let scrape = prometheus.value("max(timestamp(agent_llm_requests_total))", None);
    let query = |query: &str| prometheus.query(query, scrape);
    let by = |label: &str, values: &[(&str, f64)]| -> BTreeMap<String, f64> {
        values.iter().map(|(value, number)| (format!("{label}={value}"), *number)).collect()
    };

    let first_error = query("increase(agent_llm_outcomes_total{model='gpt-4o',outcome='error'}[1m])");
    assert_eq!(first_error.into_values().collect::<Vec<_>>(), [1.0], "the first error is an increase");
    assert_eq!(
        query(
            "sum by (model) (increase(agent_llm_outcomes_total{outcome='error'}[1m]))
             / sum by (model) (increase(agent_llm_outcomes_total[1m]))"
        ),
        by("model", &[("gpt-4o", 0.25), ("gpt-4o-mini", 0.0)]),
        "the share of requests that failed, by model"
    );
    assert_eq!(
        query("sum by (model) (agent_llm_errors_total{error_type='rate_limit'})"),
        by("model", &[("gpt-4o-mini", 3.0)]),
        "refused attempts, those that retries overcame included"
    );
    assert_eq!(
        query("sum by (error_type) (agent_process_errors_total)"),
        by("error_type", &[("timeout", 1.0)]),
        "what reached the agent"
    );
    assert_eq!(
        query(
            "sum by (tool_name) (increase(agent_tool_outcomes_total{outcome='error'}[1m]))
             / sum by (tool_name) (increase(agent_tool_outcomes_total[1m]))"
        ),
        by("tool_name", &[("shell", 0.25), ("read_file", 0.0)]),
        "the share of tool calls that failed, by tool"
    );
    assert_eq!(
        query("sum by (model) (agent_llm_requests_in_flight)"),
        by("model", &[("gpt-4o", 1.0), ("gpt-4o-mini", 0.0), ("claude-sonnet-4-5", 0.0)]),
        "the call that hangs"
    );
    assert_eq!(
        query(
            "sum by (model) (agent_llm_finish_reasons_total{reason='length'}) / sum by (model) (agent_llm_finish_reasons_total)"
        ),
        by("model", &[("claude-sonnet-4-5", 0.25)]),
        "the share of answers that were cut, by model"
    );
    let oldest = query("max by (process_type) (agent_process_oldest_seconds)");
    let scrape = scrape.unwrap();
    // Prometheus moves the time of a scrape by at most two milliseconds, and reads the age after it.
    let possible = scrape - after_stuck - 0.005..=now() - before_stuck;
    assert_eq!(oldest.keys().collect::<Vec<_>>(), ["process_type=worker"]);
    assert!(possible.contains(&oldest["process_type=worker"]), "{oldest:?} is not in {possible:?}");

    // Once they end, an alert resolves.
    hung.end();
    [stuck, busy].into_iter().for_each(Process::end);
    let is_zero = |query| prometheus.value(query, None) == Some(0.0);
    wait_for("the end of the call that hung", || is_zero("sum(agent_llm_requests_in_flight)"));
    wait_for("the end of the workers", || is_zero("max(agent_process_oldest_seconds)"));
}
