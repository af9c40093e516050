//! What a scrape reads fits together, also while more threads write than there are processors.

use super::super::{Labels, MetricVisitor, Number, Type, visit};
use crate::{
    ErrorType,
    instance::ContextAndPrice,
    metrics::{
        BEGUN, Cells, ENDED, GroupKind, HistogramLayout, Options, Registry, SCALARS, Series, SeriesId, call, process,
        tool,
    },
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

const WRITERS: usize = 8;
const SCRAPES: usize = 100_000;

/// Each writer runs one tool at a time. While a series is read, some more begin.
const MOST: u128 = 8 + 64;

fn running(series: &Arc<Series<ContextAndPrice>>) -> u128 {
    let mut cells = [0; SCALARS];
    series.read(&mut cells);
    cells[BEGUN] - cells[ENDED]
}

/// The totals of the families that count the same.
#[derive(Default)]
struct Totals {
    family: &'static str,
    calls: [u128; 3],
    processes: [u128; 2],
}

impl Totals {
    fn add(&mut self, count: u128) {
        match self.family {
            "llm_requests_total" => self.calls[0] += count,
            "llm_request_duration_seconds" => self.calls[1] += count,
            "llm_outcomes_total" => self.calls[2] += count,
            "process_duration_seconds" => self.processes[0] += count,
            "processes_total" => self.processes[1] += count,
            _ => {}
        }
    }
}

impl MetricVisitor for Totals {
    fn family(&mut self, name: &'static str, _: &'static str, _: Type) {
        self.family = name;
    }

    fn number(&mut self, _: Labels<'_>, _: Option<(&str, &str)>, number: Number) {
        if let Number::Count(count) = number {
            self.add(count);
        }
    }

    fn histogram(&mut self, _: Labels<'_>, histogram: &HistogramLayout, cells: &[u128]) {
        self.add(cells[..histogram.buckets()].iter().sum());
    }
}

fn failure(number: usize) -> Option<ErrorType> {
    [None, Some(ErrorType::Timeout), Some(ErrorType::Cancelled), Some(ErrorType::Panic)][number % 4]
}

/// Begins what the next thread ends.
fn write(
    registry: &Registry<ContextAndPrice>,
    next: &Sender<[SeriesId; 2]>,
    begun: &Receiver<[SeriesId; 2]>,
    number: usize,
) {
    let (calls, processes) = (registry.group(GroupKind::Calls), registry.group(GroupKind::Processes));
    let ids = [calls.find(&["bot", "m", "worker", ""]), processes.find(&["bot", "branch", ""])];
    calls.write(ids[0], |cells| cells.begin(call::OUTCOMES));
    processes.write(ids[1], |cells| cells.begin(process::OUTCOMES));
    _ = next.send(ids);
    let tools = registry.group(GroupKind::Tools);
    let tool = tools.find(&["bot", "t", ""]);
    tools.write(tool, |cells| cells.begin(tool::OUTCOMES));
    tools.write(tool, |cells| cells.dec_active());
    for [call, process] in begun.try_iter() {
        let failed = failure(number);
        calls.write(call, |cells: Cells<'_>| {
            cells.observe_end(call::DURATION, 1, call::OUTCOMES, failed);
            cells.dec_active();
        });
        processes.write(process, |cells| {
            cells.observe_end(process::DURATION, 1, process::OUTCOMES, failed);
            cells.dec_active();
        });
    }
}

#[test]
fn what_a_scrape_reads_fits_together() {
    let registry = Registry::<ContextAndPrice>::new(Options::default(), true);
    let over = AtomicBool::new(false);
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..WRITERS).map(|_| channel()).unzip();
    thread::scope(|scope| {
        for (writer, receiver) in receivers.into_iter().enumerate() {
            let next = senders[(writer + 1) % WRITERS].clone();
            let (registry, over) = (&registry, &over);
            scope.spawn(move || {
                for number in 0.. {
                    write(registry, &next, &receiver, number);
                    if over.load(Relaxed) {
                        break;
                    }
                    thread::yield_now();
                }
            });
        }
        let mut last = 0;
        for number in 0..SCRAPES {
            for (kind, failures, durations) in [
                (GroupKind::Calls, call::OUTCOMES, call::DURATION),
                (GroupKind::Processes, process::OUTCOMES, process::DURATION),
            ] {
                let group = registry.group(kind);
                for series in group.all().iter().skip(group.overflow_series_count()) {
                    let mut cells = vec![0; group.layout.width];
                    series.read(&mut cells);
                    assert!(cells[ENDED] <= cells[BEGUN], "{} ended of {}", cells[ENDED], cells[BEGUN]);
                    let failed: u128 = cells[failures.index() + 1..][..3].iter().sum();
                    let all = cells[group.layout.histograms[durations.index].cells()].iter().sum();
                    assert!(failed <= all, "{failed} failed of {all}");
                }
            }
            let running: u128 = registry.group(GroupKind::Tools).all().iter().map(running).sum();
            assert!(running <= MOST, "{running} of {WRITERS} run at once");
            // The text is made of the same cells, and takes longer.
            if number % 100 > 0 {
                continue;
            }
            let mut totals = Totals::default();
            visit(&registry, None, &mut totals);
            assert_eq!(totals.calls, [totals.calls[0]; 3], "requests, durations, outcomes");
            assert_eq!(totals.processes[0], totals.processes[1], "durations, outcomes");
            assert!(totals.calls[0] >= last);
            last = totals.calls[0];
        }
        assert!(last > 0);
        over.store(true, Relaxed);
    });
}
