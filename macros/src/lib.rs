//! The attributes of `agent-metrics`.
