//! What of the runtime is lock-free, on loom's types.
//!
//! These are copies of the algorithms, with the same operations in the same order and the same orderings, not the
//! runtime's code itself: that has no place for loom's types without a `cfg` in each of its files. Whoever changes
//! the shards in `metrics/cells.rs` and `metrics/series.rs` changes them here too.
//!
//! `cargo test --manifest-path runtime/benches/model/Cargo.toml`

mod shards;

pub use shards::{ACTIVE, REQUESTS, Series, Shard, PRESENCE_MASK, add};
