//! Joins the runtime's storage with loom's types.
#![allow(dead_code)] // the tests do not use all of the storage

#[path = "../../../../src/metrics/carried.rs"]
mod carried;
#[path = "../../../../src/metrics/cells.rs"]
mod cells;
#[path = "../../../../src/metrics/dropped.rs"]
mod dropped;
#[path = "../../../../src/metrics/histogram_layout.rs"]
mod histogram_layout;
#[path = "../../../../src/metrics/idle_series.rs"]
mod idle_series;
#[path = "../../../../src/metrics/label_text.rs"]
mod label_text;
mod running;
mod schema;
#[path = "../../../../src/metrics/series.rs"]
mod series;
#[path = "../../../../src/metrics/series_attachment.rs"]
mod series_attachment;
mod sync;
#[path = "../../../../src/metrics/series_table.rs"]
mod series_table;
mod tests;
