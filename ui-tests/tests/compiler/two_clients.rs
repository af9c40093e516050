//! Two crates that know one client leave the choice to the program: `agent_metrics::client` says how it is made.

use agent_metrics::{TokenUsage, client::ClientResponse, llm_metered};

struct Response;

enum OneCrate {}

impl ClientResponse<OneCrate> for Response {
    fn usage(&self) -> Option<TokenUsage> {
        None
    }
}

enum AnotherCrate {}

impl ClientResponse<AnotherCrate> for Response {
    fn usage(&self) -> Option<TokenUsage> {
        None
    }
}

#[llm_metered(model = "gpt-4o")]
fn ambiguous() -> Response {
    Response
}

#[llm_metered(model = "gpt-4o", usage = ClientResponse::<OneCrate>::usage)]
fn chosen() -> Response {
    Response
}

fn main() {
    ambiguous();
    chosen();
}
