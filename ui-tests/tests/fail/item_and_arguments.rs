//! What is wrong with the arguments is told also where the item is wrong.

use agent_metrics::tool_call;

#[tool_call(nam = "shell", stream)]
struct Shell;

fn main() {
    let _ = Shell;
}
