//! Expands any text as the arguments of an attribute, and after a line `---` as the item below it. No expansion panics.
#![no_main]
#![allow(dead_code)] // what only the entry points of the macro crate call

#[path = "../../../macros/src/args/mod.rs"]
mod args;
#[path = "../../../macros/src/attribute_kind.rs"]
mod attribute_kind;
#[path = "../../../macros/src/attributed_fn.rs"]
mod attributed_fn;
#[path = "../../../macros/src/classify_error/mod.rs"]
mod classify_error;
#[path = "../../../macros/src/control_flow.rs"]
mod control_flow;
#[path = "../../../macros/src/edit_distance.rs"]
mod edit_distance;
#[path = "../../../macros/src/error_lifetime.rs"]
mod error_lifetime;
#[path = "../../../macros/src/errors.rs"]
mod errors;
#[path = "../../../macros/src/expand/mod.rs"]
mod expand;
#[path = "../../../macros/src/hygiene.rs"]
mod hygiene;
#[path = "../../../macros/src/item.rs"]
mod item;
#[path = "../../../macros/src/presets.rs"]
mod presets;
#[path = "../../../macros/src/return_type.rs"]
mod return_type;
#[path = "../../../macros/src/token_trees.rs"]
mod token_trees;

use attribute_kind::AttributeKind;
use attributed_fn::Mode;
use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

fuzz_target!(|input: &str| {
    let (arguments, item) = input.split_once("\n---\n").unwrap_or((input, "fn f() -> Result<u8, Error> { Ok(1) }"));
    let (Ok(arguments), Ok(item)) = (arguments.parse::<TokenStream>(), item.parse::<TokenStream>()) else { return };
    for attribute in AttributeKind::ALL {
        for mode in [Mode::On, Mode::Off] {
            expand::attribute(attribute, mode, arguments.clone(), item.clone());
        }
    }
    classify_error::derive(item);
});
