//! Lists the alternatives to the attributes that are measured beside them.

pub mod autometrics;
pub mod by_hand;
pub mod clocks;
pub mod exporter;
pub mod floor;
pub mod spans;
