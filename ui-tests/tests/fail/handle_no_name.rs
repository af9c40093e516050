use agent_metrics::tool_call;

#[tool_call(handle = self)]
fn keyword() {}

#[tool_call(handle = _)]
fn nothing() {}

#[tool_call(handle = a.b)]
fn field() {}

#[tool_call(handle = call)]
fn parameter(call: &str) -> usize {
    call.len()
}

fn main() {
    keyword();
    nothing();
    field();
    parameter("");
}
