//! Shows everything at once, for `.ci/exposition`: all families, hostile label values, constant labels, collectors of the program.
//!
//! The arguments are the names (`own`, `otel` or `inference`), and the files for the text of Prometheus and that of OpenMetrics.

use agent_metrics::{
    Config, Context, ErrorType, FinishReason, LlmCall, MemoryOp, Metrics, OtelNames, Price, Process, ServiceTier,
    TokenUsage, ToolCall,
    prometheus::{self, GaugeVec, HistogramOpts, HistogramVec, IntCounterVec, Opts},
};
use std::{error::Error, fs};

/// What a model may call a tool, and an attacker an agent.
fn hostile() -> Vec<String> {
    let mut values: Vec<String> = [
        "\n",
        "\"",
        "\\",
        "\\n",
        "\\\"",
        "\"} 1\n# EOF\nagent_llm_requests_total{agent_id=\"",
        "\0",
        "\u{feff}",
        "\r\n",
        "\t",
        "\u{85}\u{2028}\u{2029}",
        "\u{1}\u{7f}",
        "{a=\"b\",c=\"d\"}",
        "# HELP",
        "",
        " ",
        "héllo 模型 💸",
        "\u{202e}reversed",
        "_overflow",
        "unknown",
    ]
    .map(str::to_owned)
    .into();
    values.extend(["x", "\n", "💸"].map(|part| part.repeat(1_000)));
    values
}

fn config(names: &str) -> Config {
    let naming = match names {
        "otel" => OtelNames::OtelGenAi,
        "inference" => OtelNames::OtelGenAiInference,
        _ => OtelNames::Own,
    };
    hostile()
        .into_iter()
        .filter(|value| value.len() < 100) // they stand in each of the many lines
        .enumerate()
        .fold(Config::new(), |config, (index, value)| config.constant_label(format!("constant_{index}"), value))
        .naming(naming)
        .series_cap(200)
        .buckets("tool_call_duration_seconds", [0.0, 1e-9, 0.25, 1e18])
        .price("priced", Price::new(3.0, 15.0))
}

fn record(value: &str) {
    let context = Context::new(value).with_process_type(value).with_worker_type(value);
    let usage = TokenUsage::new()
        .input_excluding_cached(1_000, 200, 30)
        .cache_write_one_hour(10)
        .output(400)
        .reasoning(50)
        .input_audio(u64::MAX)
        .web_searches(1)
        .served(ServiceTier::Unknown);
    for model in [value, "gpt-4o", "priced"] {
        let mut request = LlmCall::builder(model).provider(value).context(&context).start();
        request.scope_sync(|| {
            let refused = LlmCall::builder(model).provider(value).context(&context).attempt().start();
            refused.failed(ErrorType::ContextOverflow);
            refused.end();
            LlmCall::builder(model).provider(value).context(&context).attempt().start().end();
        });
        request.usage(usage);
        request.first_token();
        request.answered_by(value);
        request.finish_reason(FinishReason::Length);
        request.end();
        LlmCall::builder(model).context(&context).start().end(); // tells no usage
    }
    for kind in ["worker", "branch", value] {
        let mut process = Process::builder(kind).context(&context).worker_type(value).start();
        process.scope_sync(|| ToolCall::start(value).end());
        process.failed(ErrorType::Timeout);
        process.end();
    }
    for operation in ["save", "recall", "search", "delete", "embed", value] {
        let operation = MemoryOp::builder(operation).context(&context).start();
        operation.results(7);
        operation.end();
    }
}

/// Collectors of the program: some with hostile values, and some that would spoil the text.
fn register(registry: &prometheus::Registry) -> prometheus::Result<()> {
    let help = "Help with \"quotes\", a \\ and a line\nfeed.";
    let counters = IntCounterVec::new(Opts::new("app_jobs_total", help), &["job"])?;
    let gauges = GaugeVec::new(Opts::new("app_level", help), &["job"])?;
    let histograms = HistogramVec::new(HistogramOpts::new("app_wait_seconds", help), &["job"])?;
    for value in hostile() {
        counters.with_label_values(&[&value]).inc();
        histograms.with_label_values(&[&value]).observe(0.3);
    }
    for number in [0.1, -0.0, 1e300, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        gauges.with_label_values(&[&format!("{number:e}")]).set(number);
    }
    let old_name = prometheus::IntCounter::new("app_jobs_by_an_old_name", help)?;
    let clashes = prometheus::IntGauge::new("agent_llm_tokens", help)?;
    let same = prometheus::IntCounter::new("agent_tool_calls_total", help)?;
    registry.register(Box::new(counters))?;
    registry.register(Box::new(gauges))?;
    registry.register(Box::new(histograms))?;
    registry.register(Box::new(old_name))?;
    registry.register(Box::new(clashes))?;
    registry.register(Box::new(same))
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [names, prometheus, open_metrics] = &*arguments else { return Err("expected names and two files".into()) };
    let metrics = Metrics::new(config(names))?;
    register(metrics.registry())?;
    // What runs now, and who acts is not known.
    let running = metrics.scope_sync(|| (LlmCall::start("gpt-4o"), Process::start("worker"), ToolCall::start("shell")));
    metrics.scope_sync(|| hostile().iter().for_each(|value| record(value)));
    metrics.render(); // the costs are in it from now on
    for (accept, file) in [("text/plain", prometheus), ("application/openmetrics-text", open_metrics)] {
        fs::write(file, metrics.collect(accept).1)?;
    }
    drop(running);
    Ok(())
}
