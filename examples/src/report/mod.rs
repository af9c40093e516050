//! Compares the metrics of a run with what the built-in provider counted.

mod row;
mod scrape;

pub(crate) use scrape::Scrape;

use crate::{
    provider::Counted,
    screen::{Screen, with_commas},
};
use row::{Row, whole};

/// The result of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// The number of LLM calls, by the agent's own count.
    pub calls: u64,
    /// The number of findings in the memory's file.
    pub memories: u64,
    /// What the built-in provider counted; `None` if another provider was used.
    pub counted: Option<Counted>,
}

impl Report {
    /// True if the metrics agree with the server, or if there is nothing to compare.
    pub fn agrees(&self) -> bool {
        match (Scrape::now(), &self.counted) {
            (Some(scrape), Some(counted)) => rows(&scrape, counted).iter().all(Row::agrees),
            _ => true,
        }
    }

    pub(crate) fn show(&self, screen: Screen) {
        screen.line(format_args!("\nThe end. {} LLM calls were made.\n", with_commas(self.calls)));
        match (Scrape::now(), &self.counted) {
            (Some(scrape), Some(counted)) => {
                screen.line(format_args!("{:<28}{:>16}{:>20}", "", "the metrics say", "the server says"));
                for row in rows(&scrape, counted) {
                    screen.line(row);
                }
                show_unreported(screen, counted);
                self.show_gauges(screen, &scrape);
                let verdict = if self.agrees() { "The numbers agree." } else { "The numbers do NOT agree." };
                screen.line(format_args!("\n{verdict}"));
            }
            (Some(scrape), None) => {
                screen.line(Spending::of(&scrape));
                self.show_gauges(screen, &scrape);
            }
            (None, Some(counted)) => {
                let tokens = counted.tokens;
                let all = tokens.input + tokens.cached_input + tokens.output;
                screen.line(format_args!(
                    "Metrics are off (build with `--features metrics`). The server counted {} requests and {} tokens.",
                    with_commas(counted.requests),
                    with_commas(all)
                ));
            }
            (None, None) => screen.line("Metrics are off (build with `--features metrics`)."),
        }
    }

    fn show_gauges(&self, screen: Screen, scrape: &Scrape) {
        let gauge = |name| scrape.sum(name, &[]);
        let tools = |outcome| scrape.sum("tool_outcomes_total", &[("outcome", outcome)]);
        screen.line(format_args!("Tool calls: {} ok, {} failed.", tools("ok"), tools("error")));
        screen.line(format_args!("Oldest process: {} s.", gauge("process_oldest_seconds")));
        screen.line(format_args!(
            "Running now: {} workers, {} branches, {} processes, {} LLM calls. Memories: {} by the gauge, {} in the file.",
            gauge("active_workers"),
            gauge("active_branches"),
            gauge("active_processes"),
            gauge("llm_requests_in_flight"),
            gauge("memory_entry_count"),
            self.memories
        ));
    }
}

fn rows(scrape: &Scrape, counted: &Counted) -> Vec<Row> {
    let tokens = |direction| scrape.sum("llm_tokens_total", &[("direction", direction)]);
    let outcome = |outcome| scrape.sum("llm_outcomes_total", &[("outcome", outcome)]);
    let errors = |error_type| scrape.sum("llm_errors_total", &[("error_type", error_type)]);
    let rate_limits = counted.failed.get("rate_limit_exceeded").copied().unwrap_or(0);
    vec![
        Row::count("LLM calls", scrape.sum("llm_requests_total", &[]), counted.requests),
        Row::count("  answered", outcome("ok"), counted.answered),
        Row::count("    with a reason", scrape.sum("llm_finish_reasons_total", &[]), counted.answered),
        Row::count("  refused", outcome("error"), counted.refused()),
        Row::count("    by a rate limit", errors("rate_limit"), rate_limits),
        Row::count("  cancelled, hung up", outcome("cancelled"), counted.disconnected),
        Row::count("input tokens", tokens("input"), counted.tokens.input),
        Row::count("cached input tokens", tokens("cached_input"), counted.tokens.cached_input),
        Row::count("output tokens", tokens("output"), counted.tokens.output),
        Row::dollars("cost", scrape.sum("llm_estimated_cost_dollars", &[]), counted.dollars),
    ]
}

/// Prints the tokens of cancelled calls, which cost money although no usage is reported to the client.
fn show_unreported(screen: Screen, counted: &Counted) {
    let unreported = counted.unreported;
    let all = unreported.input + unreported.cached_input + unreported.output;
    if all > 0 {
        let all = with_commas(all);
        screen.line(format_args!("({all} more tokens went into answers that the agent did not wait for.)"));
    }
}

/// What the agent has spent so far, displayed on one line.
pub(crate) struct Spending {
    dollars: f64,
    tokens: f64,
    calls: f64,
}

impl Spending {
    pub(crate) fn of(scrape: &Scrape) -> Self {
        Self {
            dollars: scrape.sum("llm_estimated_cost_dollars", &[]),
            tokens: scrape.sum("llm_tokens_total", &[]),
            calls: scrape.sum("llm_requests_total", &[]),
        }
    }
}

impl std::fmt::Display for Spending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { dollars, tokens, calls } = self;
        write!(f, "${dollars:.6} so far, {} tokens in {calls} calls", with_commas(whole(*tokens)))
    }
}
