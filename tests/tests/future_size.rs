//! An attribute adds an exact number of bytes to the size of a future, so that a change is seen.

#![cfg(target_pointer_width = "64")]

use agent_metrics::{Context, in_context, llm_metered, memory_op, process_metric, tool_call};
use std::hint::black_box;

/// Design: at most 64 bytes, besides the labels.
const BUDGET: usize = 64;

macro_rules! sizes {
    ($($(#[$attribute:meta])* $one:ident $three:ident $caller:ident,)*) => {$(
        $(#[$attribute])*
        async fn $one(argument: [u64; 8]) -> u64 {
            std::future::ready(()).await;
            black_box(argument)[0]
        }
        $(#[$attribute])*
        async fn $caller(argument: [u64; 8]) -> u64 {
            $one(argument).await
        }
        $(#[$attribute])*
        async fn $three(argument: [u64; 8]) -> u64 {
            $caller(argument).await
        }
    )*};
}
sizes! {
    plain plain_three plain_two,
    #[llm_metered(usage = none)] llm llm_three llm_two,
    #[process_metric(worker)] process process_three process_two,
    #[memory_op(save)] memory memory_three memory_two,
    #[tool_call] tool tool_three tool_two,
    #[in_context(process_type = "worker")] context context_three context_two,
}

#[test]
fn an_attribute_adds_little_to_a_future() {
    let argument = [0; 8];
    let one = size_of_val(&plain(argument));
    let three = size_of_val(&plain_three(argument));
    let sizes = [
        ("llm_metered", size_of_val(&llm(argument)), size_of_val(&llm_three(argument))),
        ("process_metric", size_of_val(&process(argument)), size_of_val(&process_three(argument))),
        ("memory_op", size_of_val(&memory(argument)), size_of_val(&memory_three(argument))),
        ("tool_call", size_of_val(&tool(argument)), size_of_val(&tool_three(argument))),
        ("in_context", size_of_val(&context(argument)), size_of_val(&context_three(argument))),
    ];
    let mut over = Vec::new();
    for (attribute, metered, metered_three) in sizes {
        let added = metered - one;
        println!("{attribute}: {one} + {added}; three nested: {three} + {}", metered_three - three);
        let budget = if agent_metrics::ENABLED { BUDGET } else { 0 };
        if added > budget {
            over.push((attribute, added));
        }
    }
    assert!(over.is_empty(), "over the budget: {over:?}");
}

#[test]
fn a_context_adds_a_pointer() {
    let added = size_of_val(&Context::new("bot-1").scope(plain([0; 8]))) - size_of_val(&plain([0; 8]));
    assert_eq!(added, if agent_metrics::ENABLED { size_of::<usize>() } else { 0 });
}
