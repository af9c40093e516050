//! One LLM call on one thread, with one label set and with a thousand, beside everything else.

use super::metered;
use crate::{
    harness::{Case, Figures, measure},
    references::{autometrics, by_hand, clocks, exporter, floor, spans},
    table::{Budget, nanoseconds, row, section},
    work::{agent, complete},
};
use agent_metrics::Context;

pub fn measure_all() {
    exporter::install();
    for sets in [1, 1_000] {
        section(&format!("One LLM call, one thread, label sets: {sets}; the reference is by hand"));
        one(sets);
    }
}

fn one(sets: usize) {
    let contexts: Vec<Context> = (0..sets).map(|set| Context::new(agent(set)).with_process_type("worker")).collect();
    let handles: Vec<by_hand::Handles> = (0..sets).map(by_hand::Handles::new).collect();
    let mut cases = vec![
        Case::new("the plain function", sets, |set| drop(complete(agent(set)))),
        Case::new("two readings of the processor's counter", sets, |_| clocks::counter()),
        Case::new("two readings of the system's clock", sets, |_| clocks::system()),
        Case::new("by hand with `prometheus`, six look-ups", sets, |set| drop(by_hand::llm(agent(set)))),
        Case::new("the same, handles kept", sets, |set| drop(handles[set].llm(agent(set)))),
        Case::new("`metrics` and its exporter", sets, |set| drop(exporter::llm(agent(set))))
            .with_between(exporter::upkeep),
        Case::new("`autometrics` (count and duration only)", sets, |set| drop(autometrics::llm(agent(set)))),
        Case::new("`#[tracing::instrument]`, no subscriber", sets, |set| drop(spans::tracing(agent(set)))),
        Case::new("`#[fastrace::trace]`, no reporter", sets, |set| drop(spans::fastrace(agent(set)))),
        Case::new("floor: own cells, system's clock", sets, |set| drop(floor::own_cells(agent(set)))),
        Case::new("floor: own cells, counter", sets, |set| drop(floor::own_cells_and_counter(agent(set)))),
        Case::new("**`#[llm_metered]`, labels given**", sets, |set| drop(metered::explicit(agent(set)))),
        Case::new("**the same, async**", sets, |set| drop(metered::now(metered::explicit_async(agent(set))))),
        Case::new("**the same, a kept context**", sets, |set| drop(metered::kept(&contexts[set]))),
        Case::new("**the same, `provider` given**", sets, |set| drop(metered::with_provider(agent(set)))),
    ];
    if sets == 1 {
        let context = &contexts[0];
        let many = |call: fn(&str)| move |calls| context.scope_sync(|| (0..calls).for_each(|_| call(agent(0))));
        cases.push(Case::of_many("**the same, in an ambient context**", many(|agent| drop(metered::ambient(agent)))));
        let ambient = many(|agent| drop(metered::now(metered::ambient_async(agent))));
        cases.push(Case::of_many("**the same, async in an ambient context**", ambient));
    }
    show(&measure(1, &cases), sets == 1);
}

fn show(figures: &Figures, has_budget: bool) {
    let by_hand = figures.of("by hand with `prometheus`, six look-ups");
    let counter = figures.of("two readings of the processor's counter");
    for (name, figure) in figures.iter() {
        let ratio = by_hand / figure;
        let budgets = [
            Budget::new("≥ 10 × faster than by hand", ratio >= 10.0),
            Budget::new(format!("≤ 2 × the counter (is {:.2})", figure / counter), figure <= 2.0 * counter),
        ];
        let is_ours = name.starts_with("**") && has_budget;
        row(name, &nanoseconds(figure), ratio, if is_ours { &budgets } else { &[] });
    }
}
