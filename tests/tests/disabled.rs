//! `enabled = false` switches off at run time what is compiled in.
#![cfg(feature = "metrics")]

use agent_metrics::{Config, init, llm_metered, memory_op, process_metric, set_memory_entries, tool_call};
use agent_metrics_tests::Reply;

#[process_metric(worker, agent_id = "bot-1")]
fn work() {
    #[llm_metered(model = "m")]
    fn ask() -> Reply {
        Reply::of("m")
    }
    #[memory_op(save)]
    fn save() {}
    #[tool_call]
    fn shell() {}
    ask();
    save();
    shell();
}

#[test]
fn nothing_is_recorded() {
    init(toml::from_str::<Config>("enabled = false").unwrap()).unwrap();
    work();
    set_memory_entries("bot-1", 3);
    let text = agent_metrics::render();
    let samples: Vec<_> = text.lines().filter(|line| !line.starts_with('#') && !line.ends_with(" 0")).collect();
    assert!(samples.is_empty(), "{samples:?}");
    assert_eq!(agent_metrics::spend(), None, "nothing spent is something else");
}
