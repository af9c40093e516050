//! Stores the series of every metric family: a registry of groups, each a table of label sets and their cells.

mod attachment;
mod eviction;
mod group;
mod label_text;
mod lookup_key;
mod registry;
mod schema;
mod series;
#[cfg(test)]
mod test_attachment;
mod thread_cache;

pub(crate) use attachment::Attachment;
pub(crate) use group::{Find, Group};
pub(crate) use label_text::{escape, write_label};
pub(crate) use lookup_key::LookupKey;
pub(crate) use registry::{Attribute, Options, Registry};
pub(crate) use schema::{FAMILIES, Family, GroupKind, INCOMPLETE_REASONS, Kind, Source, View, cell, otel_families};
pub(crate) use series::{Cells, Histogram, PRESENCE_MASK, Series, SeriesId};
pub(crate) use thread_cache::ThreadCaches;
