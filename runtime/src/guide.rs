//! The guide: the pages of `docs/`, as GitHub shows them.
//!
//! | page | contents |
//! |---|---|
//! | [`libraries`] | a library that is metered, an executable, Rust versions, upgrades |
//! | [`cookbook`] | complete programs: spawn, axum, several agents, tests, own errors, guards by hand, a hook |
//! | [`attributes`] | every key, the context, retries, metering by hand |
//! | [`metrics`] | every family, and what the numbers mean |
//! | [`prices`] | where a cost comes from, newer prices, budgets |
//! | [`configuration`] | prefix, buckets, caps, your own file, servers, tests, cargo features |
//! | [`clients`] | async-openai, rig, genai, ollama-rs, raw bodies |
//! | [`api`] | what 0.1 promises of every public name, and what may change before 1.0 |
//! | [`limitations`] | shapes, refusals, generic functions |
//! | [`comparison`] | what goes wrong when an agent is metered by hand |

/// Makes a module of each page. On GitHub the links of a page lead to files, by the definitions at its end. Here the
/// definitions above the page lead to items, because the first definition of a link is the one that holds.
macro_rules! pages {
    ($($page:ident)*) => { $(
        #[doc = "[attributes]: crate::guide::attributes"]
        #[doc = "[metrics]: crate::guide::metrics"]
        #[doc = "[prices]: crate::guide::prices"]
        #[doc = "[configuration]: crate::guide::configuration"]
        #[doc = "[clients]: crate::guide::clients"]
        #[doc = "[limitations]: crate::guide::limitations"]
        #[doc = "[libraries]: crate::guide::libraries"]
        #[doc = "[cookbook]: crate::guide::cookbook"]
        #[doc = "[api]: crate::guide::api"]
        #[doc = "[process_metric]: macro@crate::process_metric"]
        #[doc = "[llm_metered]: macro@crate::llm_metered"]
        #[doc = "[tool_call]: macro@crate::tool_call"]
        #[doc = "[memory_op]: macro@crate::memory_op"]
        #[doc = "[derive]: derive@crate::ClassifyError"]
        #[doc = "[llm_call]: crate::LlmCall"]
        #[doc = "[process]: crate::Process"]
        #[doc = "[tool_call_guard]: crate::ToolCall"]
        #[doc = "[memory_op_guard]: crate::MemoryOp"]
        #[doc = "[client]: crate::client"]
        #[doc = "[missing]: crate::pricing::MissingPrice"]
        #[doc = "[async-openai]: https://docs.rs/agent-metrics-async-openai"]
        #[doc = "[rig-0-33]: https://docs.rs/agent-metrics-rig-0-33"]
        #[doc = "[rig-0-44]: https://docs.rs/agent-metrics-rig-0-44"]
        #[doc = "[genai]: https://docs.rs/agent-metrics-genai"]
        #[doc = "[ollama]: https://docs.rs/agent-metrics-ollama"]
        #[doc = concat!("[workspace]: ", env!("CARGO_PKG_REPOSITORY"), "/tree/main/runtime/clients")]
        #[doc = concat!("[axum_app]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/main/examples/src/bin/axum_app.rs")]
        #[doc = concat!("[external-types]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/main/runtime/external-types.toml")]
        #[doc = concat!("[changelog]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/main/CHANGELOG.md")]
        #[doc = ""]
        #[doc = include_str!(concat!("../docs/", stringify!($page), ".md"))]
        pub mod $page {}
    )* };
}

pages! { libraries cookbook attributes metrics prices configuration clients api limitations comparison }
