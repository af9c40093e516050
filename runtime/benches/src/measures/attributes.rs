//! Each attribute, beside its families metered by hand.

use super::metered::{self, now};
use crate::{
    harness::{Case, measure},
    references::by_hand,
    table::{nanoseconds, row, section},
    work::agent,
};

pub fn measure_all() {
    const BY_HAND: &str = "by hand";
    let all = [
        (
            "`#[llm_metered]`",
            [
                Case::new(BY_HAND, 1, |set| drop(by_hand::llm(agent(set)))),
                Case::new("sync", 1, |set| drop(metered::explicit(agent(set)))),
                Case::new("async", 1, |set| drop(now(metered::explicit_async(agent(set))))),
            ],
        ),
        (
            "`#[process_metric]`",
            [
                Case::new(BY_HAND, 1, |set| drop(by_hand::process(agent(set)))),
                Case::new("sync", 1, |set| drop(metered::process(agent(set)))),
                Case::new("async", 1, |set| drop(now(metered::process_async(agent(set))))),
            ],
        ),
        (
            "`#[memory_op]`",
            [
                Case::new(BY_HAND, 1, |set| drop(by_hand::memory(agent(set)))),
                Case::new("sync", 1, |set| drop(metered::memory(agent(set)))),
                Case::new("async", 1, |set| drop(now(metered::memory_async(agent(set))))),
            ],
        ),
        (
            "`#[tool_call]`",
            [
                Case::new(BY_HAND, 1, |set| drop(by_hand::tool(agent(set)))),
                Case::new("sync", 1, |set| drop(metered::tool(agent(set)))),
                Case::new("async", 1, |set| drop(now(metered::tool_async(agent(set))))),
            ],
        ),
    ];
    section("Each attribute, one thread; the reference is its families by hand");
    for (attribute, cases) in &all {
        let figures = measure(1, cases);
        for (name, figure) in figures.iter() {
            row(&format!("{attribute}, {name}"), &nanoseconds(figure), figures.of(BY_HAND) / figure, &[]);
        }
    }
}
