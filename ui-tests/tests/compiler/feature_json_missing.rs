//! What needs a cargo feature that is off says which.

use agent_metrics::ErrorType;

fn main() {
    let _ = ErrorType::from_body(529, "{}");
}
