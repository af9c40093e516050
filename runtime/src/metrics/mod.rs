//! Families, series and their text. A user's code never comes here: the guards of [`record`](crate::record) do.

mod asked;
mod collector;
mod families;
mod group;
mod idle;
mod local;
mod registry;
mod series;
mod standard;
mod text;
mod visit;

pub(crate) use asked::Asked;
pub use collector::{AgentCollector, registry};
pub(crate) use families::{FAMILIES, Family, cell};
pub(crate) use group::{Find, SeriesId};
pub(crate) use registry::{Attribute, GroupKind, Registry, RegistryRef, global, set_global};
pub(crate) use series::{Cells, Histogram, Series};
pub(crate) use text::{Format, dollars, write_label};
pub(crate) use visit::{Labels, Number, Sink, Type};
