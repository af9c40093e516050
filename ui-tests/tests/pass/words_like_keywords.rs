//! Names that look like what a check refuses, and are not.

#![deny(warnings)]

use agent_metrics::{llm_metered, process_metric, tool_call};

/// Holds a stream's name, and is none.
struct Stream {
    returned: &'static str,
}

#[llm_metered(usage = none)]
fn a_type_with_stream_in_it() -> Result<Option<Stream>, String> {
    Ok(Some(Stream { returned: "" }))
}

/// A kind that is almost the name of a key.
#[process_metric(handler)]
fn handler() {}

#[tool_call(name = stream.returned, handle = call)]
fn tool(stream: &Stream, caller: fn(&str)) {
    let _ = call;
    caller(stream.returned);
}

#[tool_call(name = if name == "" { "none" } else { name })]
fn compared(name: &str) {
    let _ = name;
}

fn main() {
    let _ = a_type_with_stream_in_it();
    handler();
    tool(&Stream { returned: "" }, |_| ());
    compared("");
}
