//! A library, since some lints are only for what others can see: `source/lints.rs` and
//! `source/one_line.rs` with each attribute.
#![cfg_attr(not(compare_lints), deny(warnings), allow(clippy::all, clippy::pedantic, clippy::nursery))]
#![cfg_attr(compare_lints, warn(clippy::all, clippy::pedantic, clippy::nursery))] // see `../lints_compared.rs`
#![forbid(unsafe_code)]
#![allow(missing_docs)]

macro_rules! for_each_attribute {
    ($($attribute:ident)*) => {$(
        pub mod $attribute {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/lints.rs"));

            pub mod one_line {
                include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/one_line.rs"));
            }
        }
    )*};
}

for_each_attribute!(llm_metered process_metric memory_op tool_call in_context);
#[cfg(compare_lints)]
for_each_attribute!(plain);
