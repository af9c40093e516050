//! The promises, a file each.

mod llm_calls;
