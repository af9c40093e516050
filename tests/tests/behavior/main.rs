//! Tests of what the attributes record, with one file for each area.
#![cfg(feature = "metrics")]
#![allow(clippy::cast_precision_loss, clippy::float_cmp, missing_docs)] // counts are exact

mod attempts;
mod clients;
mod collectors;
mod context;
mod costs;
mod errors;
mod failed_and_answered;
mod failures_once;
mod guards_by_hand;
mod idle_series;
mod in_context;
mod instances;
mod llm_calls;
mod llm_streams;
mod long_labels;
mod memory;
mod nested_elsewhere;
mod nonsense;
mod oldest_process;
mod opened_contexts;
mod outcomes;
mod presets;
mod processes;
mod provider_answers;
mod reqwest_errors;
mod responses;
mod series;
mod series_cap;
mod spend;
mod standard_names;
mod stream_ends;
mod tools;
mod unknown_models;
