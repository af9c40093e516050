//! Threads on the same series.

use super::metered;
use crate::{
    harness::{Case, measure},
    references::{by_hand, exporter, floor},
    table::{Budget, nanoseconds, row, section},
    work::agent,
};

const BY_HAND: &str = "by hand with `prometheus`, six look-ups";
const OURS: &str = "**`#[llm_metered]`, labels given**";

pub fn measure_all() {
    exporter::install();
    for sets in [1, 1_000] {
        let handles: Vec<by_hand::Handles> = (0..sets).map(by_hand::Handles::new).collect();
        let cases = [
            Case::new(BY_HAND, sets, |set| drop(by_hand::llm(agent(set)))),
            Case::new("the same, handles kept", sets, |set| drop(handles[set].llm(agent(set)))),
            Case::new("`metrics` and its exporter", sets, |set| drop(exporter::llm(agent(set))))
                .with_between(exporter::upkeep),
            Case::new("floor: shared atomics, system's clock", sets, |set| drop(floor::shared_cells(agent(set)))),
            Case::new("floor: own cells, system's clock", sets, |set| drop(floor::own_cells(agent(set)))),
            Case::new("floor: own cells, counter", sets, |set| drop(floor::own_cells_and_counter(agent(set)))),
            Case::new(OURS, sets, |set| drop(metered::explicit(agent(set)))),
        ];
        let alone = measure(1, &cases);
        for threads in [2, 8] {
            let figures = measure(threads, &cases);
            let at_once = figures.at_once();
            section(&format!(
                "One LLM call, {threads} threads ({at_once:.1} at once) on the same series, label sets: {sets}; time of a core"
            ));
            for (name, figure) in figures.iter() {
                let ratio = figures.of(BY_HAND) / figure;
                let slower = figure / alone.of(name);
                let costs = format!("{} ({slower:.2} × of one thread)", nanoseconds(figure));
                let budgets = [
                    Budget::new("≤ 1.15 × of one thread", slower <= 1.15),
                    Budget::new("≥ 25 × faster than by hand", ratio >= 25.0),
                ];
                // On a machine that has no two cores free nothing is shown.
                let has_budget = name == OURS && threads == 2 && sets == 1 && at_once >= 1.8;
                row(name, &costs, ratio, if has_budget { &budgets } else { &[] });
            }
        }
    }
}
