//! A borrow error in a label is reported at the user's tokens.

use agent_metrics::tool_call;

struct Tools {
    name: String,
}

impl Tools {
    #[tool_call(name = into_name(self.name))]
    fn moved(&self) {}

    #[tool_call(name = self.name.pop().map(String::from))]
    fn changed(&self) {}
}

fn into_name(name: String) -> String {
    name
}

fn main() {
    let tools = Tools { name: String::new() };
    tools.moved();
    tools.changed();
}
