//! Attributes that meter LLM agents: tokens, cost, latency, errors, workers, tools and memory, for Prometheus.
//!
//! You put attributes on functions and [`serve`] the numbers, and Prometheus scrapes `/metrics`. With the feature `metrics`
//! off, which is the default, the same source compiles and nothing is recorded.
//!
//! ```
//! use agent_metrics::{LlmResponse, TokenUsage, llm_metered, process_metric, testing::Recorder};
//!
//! struct Response { prompt_tokens: u32, completion_tokens: u32 }
//!
//! impl LlmResponse for Response {
//!     fn usage(&self) -> Option<TokenUsage> {
//!         Some(TokenUsage::new().input(self.prompt_tokens).output(self.completion_tokens))
//!     }
//! }
//!
//! #[llm_metered(model = "gpt-4o")]
//! fn complete(prompt: &str) -> Result<Response, std::io::Error> {
//!     Ok(Response { prompt_tokens: prompt.len() as u32, completion_tokens: 7 })
//! }
//!
//! #[process_metric(worker, agent_id = agent)]
//! fn work(agent: &str) -> Result<(), std::io::Error> {
//!     complete("How many?")?; // knows the agent and that a worker asks
//!     Ok(())
//! }
//!
//! let recorder = Recorder::new(); // a test's own; `serve` shows what is recorded elsewhere
//! recorder.scope_sync(|| work("bot-1"))?;
//! if agent_metrics::ENABLED {
//!     let labels = [("agent_id", "bot-1"), ("model", "gpt-4o"), ("tier", "worker"), ("direction", "output")];
//!     assert_eq!(recorder.counter("llm_tokens_total", &labels), 7.0);
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! | to | see |
//! |---|---|
//! | learn how all of this works | the [`guide`] |
//! | meter LLM calls, processes, memory, tools | [`llm_metered`], [`process_metric`], [`memory_op`], [`tool_call`] |
//! | meter what an attribute can't wrap | [`LlmCall`], [`Process`], [`MemoryOp`], [`ToolCall`] |
//! | report what a response used, and the type of an error | [`LlmResponse`], [`TokenUsage`], [`ClassifyError`], [`ErrorType`] |
//! | write a crate that meters an LLM client | [`client`] |
//! | say who acts, and carry that across a spawn | [`in_context`], [`Context`], [`InCurrentContext`] |
//! | keep the numbers of tenants or plugins apart | [`Metrics`] |
//! | show the numbers | [`serve`], [`serve_blocking`], [`render`] |
//! | configure | [`init`], [`Config`], [`ServerConfig`] |
//! | estimate what a call costs, and sum what was spent | [`pricing::estimate`], [`spend`] |
//! | load newer prices | [`pricing::PriceBook`] |
//! | test your wiring | [`testing::Recorder`] |
//! | name the very versions of the crates whose types are in this API | `prometheus`, `axum`, `futures_core`, `serde`, `serde_json`, re-exported here |
//! | compile code in one mode only | [`if_enabled!`] |
//!
//! # Cargo features
//!
//! | feature | adds |
//! |---|---|
//! | `metrics` | the one switch, off by default: `registry`, `server` and `prices` |
//! | `registry` | recording and [`render`]; with this alone there is no server, and only your own prices are known |
//! | `server` | [`serve`] listens, and `router` is there, for an axum app of yours |
//! | `prices` | the price book, with the prices of the models of all common providers |
//! | `json` | [`LlmResponse`] for raw bodies (`serde_json::Value`), in both modes |
//! | `serde` | [`Config`], [`ServerConfig`], [`OtelNames`] and [`Price`] are read, [`ErrorType`] and [`pricing::Cost`] also written, in both modes |
//! | `reqwest-0-12`, `reqwest-0-13` | the errors of this version of reqwest are classified, wherever they are in a chain of sources, in both modes |
//!
//! A library needs none of them: see [`guide::libraries`].
//!
//! # Metrics
//!
//! The names have the prefix `agent_`. [`guide::metrics`] lists all families with their labels.
//!
//! | families | count |
//! |---|---|
//! | `llm_requests_total`, `llm_request_duration_seconds`, `llm_time_to_first_token_seconds`, `llm_requests_in_flight` | LLM calls by agent, model and tier |
//! | `llm_outcomes_total`, `llm_attempts_total`, `llm_errors_total`, `llm_finish_reasons_total` | how they and their attempts ended, and why the model stopped |
//! | `llm_tokens_total`, `llm_reasoning_tokens_total` | what they used, by direction |
//! | `llm_estimated_cost_dollars`, `worker_cost_dollars` | what they cost |
//! | `llm_usage_missing_total`, `llm_unpriced_tokens_total`, `llm_incomplete_costs_total` | what is not in these numbers |
//! | `active_workers`, `active_branches`, `active_processes`, `branches_spawned_total`, `processes_total` | what agents run, and how it ended |
//! | `process_duration_seconds`, `worker_duration_seconds`, `process_oldest_seconds` | how long it took, and the age of the oldest that runs |
//! | `tool_calls_total`, `tool_outcomes_total`, `tool_call_duration_seconds` | calls of tools |
//! | `memory_reads_total`, `memory_writes_total`, `memory_updates_total`, `memory_entry_count` | operations on the memory, and its size |
//! | `memory_operation_duration_seconds`, `memory_search_results` | how long they took, and what they found |
//! | `process_errors_total`, `context_overflow_total` | failures by error type |
//! | `missing_context_total`, `series_overflow_total`, `label_truncated_total`, `invalid_values_total`, `collector_errors_total`, `price_book_age_seconds` | the crate itself |
//!
//! The [`guide`] explains every key and every number.

// On docs.rs each item shows the feature that it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// No sum, difference or product may panic in a function that is metered, or wrap unseen.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

#[cfg(feature = "registry")]
mod clock;
mod config;
mod context;
#[cfg(feature = "registry")]
mod encoding;
mod error;
#[cfg(feature = "registry")]
mod fork;
mod guard;
#[cfg(any(doc, doctest))]
pub mod guide;
mod if_enabled;
mod instance;
mod label;
mod macro_support;
#[cfg(feature = "registry")]
mod metrics;
mod server;
mod spend;
pub mod testing;
mod usage;

#[doc = include_str!("attributes/classify_error.md")]
pub use agent_metrics_macros::ClassifyError;
// The attributes are there in both modes, which `auto_cfg` does not see.
#[doc = include_str!("attributes/in_context.md")]
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
pub use agent_metrics_macros::in_context;
#[doc = include_str!("attributes/in_context.md")]
#[cfg(not(feature = "registry"))]
pub use agent_metrics_macros::in_context_off as in_context;
#[doc = include_str!("attributes/llm_metered.md")]
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
pub use agent_metrics_macros::llm_metered;
#[doc = include_str!("attributes/llm_metered.md")]
#[cfg(not(feature = "registry"))]
pub use agent_metrics_macros::llm_metered_off as llm_metered;
#[doc = include_str!("attributes/memory_op.md")]
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
pub use agent_metrics_macros::memory_op;
#[doc = include_str!("attributes/memory_op.md")]
#[cfg(not(feature = "registry"))]
pub use agent_metrics_macros::memory_op_off as memory_op;
#[doc = include_str!("attributes/process_metric.md")]
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
pub use agent_metrics_macros::process_metric;
#[doc = include_str!("attributes/process_metric.md")]
#[cfg(not(feature = "registry"))]
pub use agent_metrics_macros::process_metric_off as process_metric;
#[doc = include_str!("attributes/tool_call.md")]
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
pub use agent_metrics_macros::tool_call;
#[doc = include_str!("attributes/tool_call.md")]
#[cfg(not(feature = "registry"))]
pub use agent_metrics_macros::tool_call_off as tool_call;
pub use config::{Config, InitError, OtelNames, ServerConfig};
pub use context::{Context, InContext, InCurrentContext};
pub use error::{ClassifyError, ErrorType, ParseErrorTypeError};
pub use guard::{
    LlmCall, LlmCallBuilder, LlmHandle, MemoryHandle, MemoryOp, MemoryOpBuilder, MeteredStream, OutcomeHandle, Process,
    ProcessBuilder, Rewrap, RewrapStream, SharedHandle, ToolCall, ToolCallBuilder, set_memory_entries,
};
#[cfg(feature = "registry")]
pub use instance::{AgentCollector, CollectorRegistry, registry};
pub use instance::{Metrics, init};
pub use label::{LabelBuffer, LabelValue};
#[doc(hidden)]
pub use macro_support::exports as __private;
pub use pricing::internal::Price;
#[cfg(feature = "server")]
pub use server::router;
pub use server::{ServeError, Server, serve, serve_blocking};
pub use spend::{Spend, spend};
pub use usage::{Count, FinishReason, IntoCount, LlmResponse, ServiceTier, TokenUsage};

// The crates whose types are in this API, so that a user names the very versions: see `external-types.toml`.
#[cfg(feature = "server")]
#[doc(no_inline)]
pub use axum;
#[doc(no_inline)]
pub use futures_core;
#[cfg(feature = "registry")]
#[doc(no_inline)]
pub use prometheus;
#[cfg(feature = "serde")]
#[doc(no_inline)]
pub use serde;
#[cfg(feature = "json")]
#[doc(no_inline)]
pub use serde_json;

pub mod client {
    //! For authors of a crate that meters an LLM client.
    //!
    //! A crate can't implement [`LlmResponse`](crate::LlmResponse) and [`ClassifyError`](crate::ClassifyError) for the types of
    //! a client: both the trait and the type are another crate's. It implements [`ClientResponse`] and [`ClientError`] instead,
    //! with a type of its own as their parameter, which the language allows. The attributes and an
    //! [`LlmCall`](crate::LlmCall) accept the client's types from then on, as soon as a program has the crate among its
    //! dependencies.
    //!
    //! The same is implemented for an `Option`, a pointer, and a `Result` of such a response or such an error, also where only
    //! one of the two is the client's. A function that is generic over a program's own responses and a client's has the bound
    //! [`Outcome`], in `fn complete<Marker, T: Outcome<Marker>>() -> T`.
    //!
    //! # Two crates for one client
    //!
    //! If two crates implement [`ClientResponse`] for one type and a program has both, the compiler can't choose: "type
    //! annotations needed" (E0283), "multiple `impl`s satisfying". The key `usage` chooses:
    //!
    //! ```
    //! use agent_metrics::{TokenUsage, client::ClientResponse, llm_metered};
    //! # mod some_client { pub struct Response; }
    //! # pub enum OneCrate {}
    //! # impl ClientResponse<OneCrate> for some_client::Response {
    //! #     fn usage(&self) -> Option<TokenUsage> { Some(TokenUsage::new().input(5)) }
    //! # }
    //! # pub enum AnotherCrate {}
    //! # impl ClientResponse<AnotherCrate> for some_client::Response {
    //! #     fn usage(&self) -> Option<TokenUsage> { Some(TokenUsage::new().input(7)) }
    //! # }
    //!
    //! #[llm_metered(model = "gpt-4o", usage = ClientResponse::<OneCrate>::usage)]
    //! fn complete() -> some_client::Response {
    //!     // …
    //!     # some_client::Response
    //! }
    //! # let recorder = agent_metrics::testing::Recorder::new();
    //! # recorder.scope_sync(complete);
    //! # if agent_metrics::ENABLED {
    //! #     assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "input")]), 5.0);
    //! # }
    //! ```
    //!
    //! For an error the key `error` does: `error = ClientError::<OneCrate>::error_type`. An [`LlmCall`](crate::LlmCall) ends
    //! with what these two functions return.

    pub use crate::{
        error::client::{AnyError, ClientError},
        usage::client::{ClientResponse, Outcome},
    };
}

pub mod pricing {
    //! What LLM calls cost.
    //!
    //! The price of a model is looked up in this order:
    //!
    //! 1. your own price ([`Config::price`](crate::Config::price));
    //! 2. zero for models that run on your own machine (`ollama/…`, `local/…`, `lmstudio/…`, `llamacpp/…`, `vllm/…`);
    //! 3. the price book: the one that is compiled in, until you [`reload`] another;
    //! 4. the fallback price ([`Config::fallback_price`](crate::Config::fallback_price)), if you set one.
    //!
    //! A model that none of these knows has no price; none is invented.
    //!
    //! A model may be known although the price book has no price of something that a call used. Such a [`MissingPrice`]
    //! is counted by its reason in `llm_incomplete_costs_total`; everything else that the call used is priced.

    // The module proper imports nothing from the layers above it; `spend`, `estimate` and `reload` find the instance.
    #[path = "mod.rs"]
    pub(crate) mod internal;

    pub use crate::instance::reload;
    pub use crate::spend::{Spend, estimate, spend};
    pub(crate) use internal::Price;
    pub use internal::{Cost, Estimate, MissingPrice, PriceBook, PriceBookError};
    #[cfg(feature = "registry")]
    pub(crate) use internal::{
        PriceResolver, Priced, ThreadCachedPrice, catch_panic, load_in_background, provider_name, run_when_ready,
        same_model, wait_for_calls, wait_until_ready,
    };
}

/// True if metrics are compiled in (the feature `metrics`).
pub const ENABLED: bool = cfg!(feature = "registry");

/// Returns everything recorded in the process so far in the text format of Prometheus (0.0.4), as `GET /metrics` shows it. With the
/// feature off the text is empty.
///
/// The text includes the costs of all calls that have ended: while the price book still loads, this function waits for it, some
/// tens of milliseconds. A scrape does not wait; the next one has these costs.
///
/// ```
/// let text = agent_metrics::render();
/// assert_eq!(text.contains("# TYPE agent_llm_requests_total counter"), agent_metrics::ENABLED);
/// ```
pub fn render() -> String {
    Metrics::global().render()
}
