//! What all arguments of an attribute together are told.

use super::*;
use crate::{Attribute, parse, tokens::TokenStream};

/// The errors of `#[attribute(written)]`.
pub(super) fn errors_of(attribute: Attribute, written: &str) -> Vec<String> {
    let mut errors = Errors::default();
    let arguments = parse::arguments(attribute, written.parse::<TokenStream>().expect("tokens"), &mut errors);
    keys(attribute, arguments, &mut errors);
    errors.messages().into_iter().map(str::to_owned).collect()
}

/// The errors of `#[attribute(written)] item`.
pub(super) fn errors_on(attribute: Attribute, written: &str, item: &str) -> Vec<String> {
    let mut errors = Errors::default();
    let arguments = parse::arguments(attribute, written.parse::<TokenStream>().expect("tokens"), &mut errors);
    let mut keys = keys(attribute, arguments, &mut errors);
    let function = parse::function(item.parse::<TokenStream>().expect("tokens"), attribute, &mut errors);
    together(attribute, &mut keys, &function.expect("a function"), &mut errors);
    errors.messages().into_iter().map(str::to_owned).collect()
}

#[test]
fn all_errors_come_at_once() {
    let errors = errors_of(Attribute::LlmMetered, "modle = 1, affected = f, tier = a, tier = b, stream = true");
    assert_eq!(
        errors,
        [
            "unknown key `modle`: did you mean `model`?",
            "`affected` is a key of `#[memory_op]`, not of `#[llm_metered]`",
            "`tier` (the same key as `process_type`) is given twice: here first",
            "`tier` (the same key as `process_type`) is given twice: remove one",
            "`stream` takes no value: write it alone",
        ]
    );
}

#[test]
fn the_first_place_is_told_once() {
    assert_eq!(errors_of(Attribute::ToolCall, "name = a, name = b, name = c").len(), 3);
    assert_eq!(errors_of(Attribute::ToolCall, "tier = a, process_type = b").len(), 2);
    assert_eq!(
        errors_of(Attribute::MemoryOp, "save, load"),
        ["the operation is given twice: here first", "the operation is given twice: remove one"]
    );
}

#[test]
fn a_word_stands_first() {
    assert!(errors_of(Attribute::ProcessMetric, "worker, agent_id = 1").is_empty());
    assert!(errors_of(Attribute::ProcessMetric, "a_kind_of_mine, errors").is_empty());
    assert_eq!(
        errors_of(Attribute::ProcessMetric, "agent_id = 1, worker"),
        ["`worker` must stand first if it is the kind of process: `#[process_metric(worker, …)]`"]
    );
    assert_eq!(
        errors_of(Attribute::ProcessMetric, "Worker"),
        ["the kind of process `worker` is written in lower case: `#[process_metric(worker)]`"]
    );
}

#[test]
fn one_mistake_is_one_error() {
    for (attribute, written) in [
        (Attribute::MemoryOp, "\"save\""),
        (Attribute::MemoryOp, "op = \"save\""),
        (Attribute::MemoryOp, "Op::Save"),
        (Attribute::MemoryOp, "save = 1"),
        (Attribute::MemoryOp, ""),
        (Attribute::LlmMetered, "handle = \"call\""),
        (Attribute::LlmMetered, "usage = openAI"),
        (Attribute::LlmMetered, "usage = true"),
        (Attribute::LlmMetered, "usgae = none"),
        (Attribute::LlmMetered, "stream"),
        (Attribute::LlmMetered, "handle = text"),
        (Attribute::ProcessMetric, "worker, error = f"),
    ] {
        let errors = errors_on(attribute, written, "async fn f<A: Fn(text)>(text: &str) { }");
        assert_eq!(errors.len(), 1, "{written}: {errors:?}");
    }
}
