//! Errors in the arguments are reported also where the item is wrong.

use agent_metrics::tool_call;

#[tool_call(nam = "shell", stream)]
struct Shell;

fn main() {
    let _ = Shell;
}
