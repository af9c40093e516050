//! `agent-metrics-instructions NAME CALLS`: calls one metered function so often, inside the function `measured`.
//!
//! Without arguments it names what it can call. See `.ci/instructions`, which runs it under callgrind.

mod attributes;

use agent_metrics::{Context, TokenUsage, pricing::estimate};
use std::{env, thread, time::Duration};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, calls] = arguments.as_slice() else {
        for (name, _) in attributes::ALL {
            println!("{name}");
        }
        return;
    };
    let (_, call) = attributes::ALL.iter().find(|(known, _)| known == name).expect("a name that is known");
    let calls: u64 = calls.parse().expect("a number of calls");
    Context::new("agent").with_process_type("worker").scope_sync(|| {
        // What happens once: the price book, the clock, the series and its price.
        estimate("gpt-4o", &TokenUsage::new().input(1)).expect("a model that has a price");
        call();
        thread::sleep(Duration::from_millis(500));
        (0..5).for_each(|_| call());
        measured(*call, calls);
    });
}

/// Only in here is counted.
#[inline(never)]
fn measured(call: fn(), calls: u64) {
    for _ in 0..calls {
        call();
    }
}
