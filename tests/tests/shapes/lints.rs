//! A library, since some lints are only for what others can see: `source/lints.rs` with each attribute.
#![deny(warnings, clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]
#![allow(missing_docs)]
#![allow(clippy::missing_const_for_fn)] // of the plain functions; a metered one can't be `const`

macro_rules! for_each_attribute {
    ($($attribute:ident)*) => {$(
        pub mod $attribute {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($attribute), "/lints.rs"));
        }
    )*};
}

for_each_attribute!(llm_metered process_metric memory_op tool_call);
