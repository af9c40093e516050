//! The compiler and clippy (pedantic and nursery too) report the same of a metered function as of the plain one: every
//! file of `shapes/source/` is linted with each attribute and without.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write as _},
    process::Command,
};

/// File, line, lint.
type Said = BTreeSet<String>;

/// Lints of what a metered function is not any more, whoever meters it: it does something at its beginning and end, so it
/// can't be `const`, it has something to await, the `Result` it returns is looked at, and its arguments are moved into its
/// body, which is a closure or a block that clippy knows less of.
const LOST: &[&str] = &[
    "clippy::missing_const_for_fn",
    "clippy::unused_async",
    "clippy::manual_async_fn",
    "clippy::unnecessary_wraps",
    "clippy::needless_pass_by_value",
    "clippy::needless_lifetimes",
    "clippy::needless_return",
    "clippy::items_after_statements",
];

/// Lints that an expansion adds. The first two know what they look for only in the outermost code of a function: a `&Vec`
/// that is returned as a slice, and a future that an async function yields. The third passes over functions that a
/// `macro_rules!` makes, and does not see it of one that is also below an attribute.
const NEW: &[&str] = &[
    "bodies.rs:104: clippy::ptr_arg",
    "clippy::async_yields_async",
    "hygiene.rs: clippy::unused_async",
    "drop_order.rs: clippy::unused_async",
];

#[test]
fn an_expansion_adds_no_warning_and_takes_none() {
    if !has_clippy() {
        // Past the capture of the test harness, so that it is seen.
        let _ = writeln!(io::stderr(), "\nskipped: there is no clippy to compare lints with");
        return;
    }
    let said = said();
    let plain = &said["plain"];
    assert!(plain.len() > 20, "clippy has said nothing: {plain:?}");
    for attribute in ["llm_metered", "process_metric", "memory_op", "tool_call", "in_context"] {
        let metered = &said[attribute];
        let new = without(metered.difference(plain), NEW);
        let lost = without(plain.difference(metered), LOST);
        assert!(new.is_empty() && lost.is_empty(), "`{attribute}` adds {new:#?} and takes {lost:#?}");
    }
}

fn without<'a>(said: impl Iterator<Item = &'a String>, known: &[&str]) -> Vec<&'a String> {
    said.filter(|said| !known.iter().any(|known| said.ends_with(known))).collect()
}

fn has_clippy() -> bool {
    Command::new("cargo").args(["clippy", "--version"]).output().is_ok_and(|output| output.status.success())
}

/// Lints the shapes, each copy for itself.
fn said() -> BTreeMap<String, Said> {
    let mut clippy = Command::new("cargo");
    clippy.args([
        "clippy",
        "--message-format=json",
        "--package=agent-metrics-tests",
        "--test=shapes",
        "--example=lints",
    ]);
    clippy.arg(format!("--target-dir={}", env!("CARGO_TARGET_TMPDIR")));
    if agent_metrics::ENABLED {
        clippy.arg("--features=metrics");
    }
    let output = clippy.args(["--", "--cfg=compare_lints"]).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let Some(name) = message["message"]["code"]["code"].as_str() else { continue };
        let spans = message["message"]["spans"].as_array().cloned().unwrap_or_default();
        let Some(span) = spans.iter().find(|span| span["is_primary"] == true) else { continue };
        let path = span["file_name"].as_str().unwrap_or_default();
        let Some((attribute, file)) = path.rsplit_once("/out/").and_then(|(_, path)| path.split_once('/')) else {
            continue;
        };
        let line = span["line_start"].as_u64().unwrap_or_default();
        said.entry(attribute.to_owned()).or_default().insert(said_of(file, line, name));
    }
    said
}

/// A function that a macro makes is at the macro or at its call: that is the same.
fn said_of(file: &str, line: u64, name: &str) -> String {
    if ["hygiene.rs", "drop_order.rs"].contains(&file) {
        format!("{file}: {name}")
    } else {
        format!("{file}:{line}: {name}")
    }
}
