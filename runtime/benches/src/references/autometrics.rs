//! `autometrics` on `prometheus`: a counter and a histogram of the function, no tokens and no agents.

use crate::work::{Answer, complete};

#[autometrics::autometrics]
#[inline(never)]
pub fn llm(agent: &str) -> Answer {
    complete(agent)
}
