//! What else a user could do.

pub mod autometrics;
pub mod by_hand;
pub mod clocks;
pub mod exporter;
pub mod floor;
pub mod spans;
