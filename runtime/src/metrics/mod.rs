//! Stores the series of every metric family: a registry of groups, each a table of label sets and their cells.
//!
//! The files build on one another in this order: [`schema`] declares the cells, [`series`] counts in them, [`table`] finds a
//! series by its label set, [`thread_cache`] finds it again without the table, [`group`] joins the two, [`registry`] holds all
//! groups.
//!
//! The series cap is one of the [`Options`] of the registry; its default is in [`Config::new`](crate::Config::new). [`group`]
//! enforces it: a new label set above the cap is counted in a series whose labels are all [`_overflow`](series::OVERFLOW),
//! except one label by which a family shows a sum of its own.

mod all_threads;
mod carried;
mod cells;
mod dropped;
mod group;
mod histogram_layout;
mod idle_series;
mod label_text;
mod lookup_key;
mod memory_entries;
mod registry;
mod running;
mod schema;
mod series;
mod series_attachment;
mod series_table;
mod sync;
#[cfg(test)]
mod tests;
mod thread_cache;

pub(crate) use all_threads::{AllThreads, ThreadHandle};
pub(crate) use cells::{Cells, Layout};
pub(crate) use dropped::{Dropped, add_cells};
pub(crate) use group::{Find, Group};
pub(crate) use histogram_layout::HistogramLayout;
pub(crate) use label_text::{escape, write_label};
pub(crate) use lookup_key::LookupKey;
pub(crate) use registry::{Options, Registry};
pub(crate) use schema::*;
pub(crate) use series::{Series, SeriesId, UNKNOWN, same_label};
pub(crate) use series_attachment::SeriesAttachment;
pub(crate) use thread_cache::{CachedPerThread, ThreadCaches};
