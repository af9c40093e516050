//! A label that does not type-check is reported at the user's tokens.

use agent_metrics::tool_call;

struct Tools {
    name: String,
}

impl Tools {
    #[tool_call(name = self.nam)]
    fn field(&self) {}

    #[tool_call(name = name)]
    fn not_found(&self) {}

    #[tool_call(name = self.name + 1)]
    fn operator(&self) {}
}

fn main() {
    let tools = Tools { name: String::new() };
    tools.field();
    tools.not_found();
    tools.operator();
}
