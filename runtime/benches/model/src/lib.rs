//! Copies the lock-free parts of the runtime with loom's types.
//!
//! The algorithms have the same operations in the same order and the same orderings. The runtime's code itself has no
//! place for loom's types without a `cfg` in each of its files, so a change of the shards in `metrics/cells.rs` and
//! `metrics/series.rs` is to be made here too.
//!
//! `cargo test --manifest-path runtime/benches/model/Cargo.toml`

mod shards;

pub use shards::{ACTIVE, REQUESTS, Series, Shard, PRESENCE_MASK, add};
