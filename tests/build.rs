//! Writes every file of `tests/shapes/source/` out once for each attribute.
//!
//! A shape says `#[metered]`. An attribute can't be renamed together with its arguments, and functions made by a
//! `macro_rules!` have other spans than functions written by hand, so the copies are made as text:
//!
//! ```text
//! #[metered]                   →  #[::agent_metrics::llm_metered(usage = none, )]
//! #[metered(agent_id = id)]    →  #[::agent_metrics::llm_metered(usage = none, agent_id = id)]
//! ```
//!
//! A further copy, `plain`, has no attribute at all: `tests/lints_compared.rs` compares what is said of it.
//!
//! The package of edition 2021 has the same build script, and tests the same files.

use std::{env, fs, path::Path};

/// Attribute, the arguments it can't do without, the histogram that times it (none times `in_context`).
const ATTRIBUTES: [(&str, &str, &str); 5] = [
    ("llm_metered", "usage = none, ", "llm_request_duration_seconds"),
    ("process_metric", "worker, ", "process_duration_seconds"),
    ("memory_op", "search, ", "memory_operation_duration_seconds"),
    ("tool_call", "", "tool_call_duration_seconds"),
    ("in_context", "process_type = \"shape\", ", ""),
];

fn main() {
    let package = env::var("CARGO_MANIFEST_DIR").expect("set by cargo");
    let own = Path::new(&package).join("tests/shapes/source");
    let source = if own.exists() { own } else { Path::new(&package).join("../tests/shapes/source") };
    println!("cargo::rerun-if-changed={}", source.display());
    println!("cargo::rustc-check-cfg=cfg(edition_2021)");
    println!("cargo::rustc-check-cfg=cfg(compare_lints)");
    if env::var("CARGO_PKG_NAME").is_ok_and(|name| name.ends_with("2021")) {
        println!("cargo::rustc-cfg=edition_2021");
    }
    let out = env::var("OUT_DIR").expect("set by cargo");
    let mut shapes: Vec<(String, String)> = Vec::new();
    for file in fs::read_dir(&source).expect("the shapes") {
        let file = file.expect("a shape").path();
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        shapes.push((name, fs::read_to_string(&file).expect("a readable file")));
    }
    for (attribute, arguments, family) in ATTRIBUTES {
        let folder = Path::new(&out).join(attribute);
        fs::create_dir_all(&folder).expect("the output folder");
        fs::write(folder.join("family.rs"), format!("{family:?}")).expect("a written file");
        for (name, shapes) in &shapes {
            // A call of an LLM that answers with a stream has to say so.
            let stream = if attribute == "llm_metered" && name == "streams.rs" { "stream, " } else { "" };
            let written = format!("#[::agent_metrics::{attribute}({arguments}{stream}");
            let copy = shapes.replace("#[metered]", &format!("{written})]")).replace("#[metered(", &written);
            fs::write(folder.join(name), copy).expect("a written file");
        }
    }
    let folder = Path::new(&out).join("plain");
    fs::create_dir_all(&folder).expect("the output folder");
    fs::write(folder.join("family.rs"), "\"\"").expect("a written file");
    for (name, shapes) in &shapes {
        fs::write(folder.join(name), without_attributes(shapes)).expect("a written file");
    }
}

/// `#[metered…]` → `#[cfg(all())]`, which says nothing; the lines stay where they are.
fn without_attributes(shapes: &str) -> String {
    let mut plain = String::new();
    let mut rest = shapes;
    while let Some(start) = rest.find("#[metered") {
        let (before, attribute) = rest.split_at(start);
        plain.push_str(before);
        plain.push_str("#[cfg(all())]");
        let mut depth = 0;
        let end = attribute.char_indices().find_map(|(index, character)| {
            match character {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            (character == ']' && depth == 0).then_some(index + 1)
        });
        rest = &attribute[end.unwrap_or(attribute.len())..];
    }
    plain + rest
}
