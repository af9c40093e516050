//! Any function: each of `source/`, with each attribute, compiles without a new warning and is timed to the end of its
//! body.
//!
//! | bullet of the promise | where |
//! |---|---|
//! | bodies and returns | `source/bodies.rs`, `source/returns.rs`, `source/edition_2024.rs` |
//! | closures that are returned | `source/closures.rs` |
//! | drop order | `source/drop_order.rs` |
//! | parameters | `source/parameters.rs` |
//! | methods | `source/methods.rs` |
//! | futures | `source/futures.rs` |
//! | streams | `source/streams.rs` |
//! | hygiene | `source/hygiene.rs` |
//! | attributes kept, `#[track_caller]` | `source/attributes.rs` |
//! | lints | `source/lints.rs`, `source/one_line.rs`, compiled by `lints.rs` |
#![cfg_attr(not(compare_lints), deny(warnings), allow(clippy::all, clippy::pedantic, clippy::nursery))]
#![cfg_attr(compare_lints, warn(clippy::all, clippy::pedantic, clippy::nursery))] // see `../lints_compared.rs`
#![forbid(unsafe_code)]
#![allow(unused_qualifications, unreachable_pub)] // the shapes are written in every way

mod support;

macro_rules! for_each_attribute {
    ($($attribute:ident)*) => {$(
        mod $attribute {
            /// The histogram that times this attribute.
            const FAMILY: &str = include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/family.rs"));

            mod bodies {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/bodies.rs"));
            }
            mod returns {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/returns.rs"));
            }
            mod closures {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/closures.rs"));
            }
            mod drop_order {
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/drop_order.rs"));
            }
            mod parameters {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/parameters.rs"));
            }
            mod methods {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/methods.rs"));
            }
            mod futures {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/futures.rs"));
            }
            mod streams {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/streams.rs"));
            }
            mod hygiene {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/hygiene.rs"));
            }
            mod attributes {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/attributes.rs"));
            }
            #[cfg(not(edition_2021))]
            mod edition_2024 {
                use super::FAMILY;
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/edition_2024.rs"));
            }
        }
    )*};
}

for_each_attribute!(llm_metered process_metric memory_op tool_call in_context);
#[cfg(compare_lints)]
for_each_attribute!(plain);
