//! Every public method of a type or trait in the list of the API occurs in this crate, which compiles in both modes.

use std::{collections::BTreeSet, fs, mem, path::Path};

/// It comes with the feature `json` alone.
const ELSEWHERE: [(&str, &str); 1] = [("ErrorType", "from_body")];

const LIST: &str = include_str!("../../../runtime/docs/api.md");

/// The sources below a folder, one after another.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text += &sources(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text += &fs::read_to_string(&path).expect("a source");
        }
    }
    text
}

fn is_part_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The name of the type or trait whose methods follow a line: `impl<S: Stream> fmt::Debug for MeteredStream<S> {` →
/// `MeteredStream`
fn opened(line: &str) -> Option<&str> {
    let header = line.strip_prefix("pub trait ").or_else(|| line.strip_prefix("impl"))?;
    let implementor = header.split_once(" for ").map_or(header, |(_, implementor)| implementor);
    // The parameters of the `impl`, which come before the type.
    let mut depth = 0;
    let after = implementor.find(|character| {
        depth += i32::from(character == '<') - i32::from(character == '>');
        depth == 0 && character != '>'
    })?;
    let path = &implementor[after..];
    let path = &path[..path.find(['<', '{', ':', '(']).unwrap_or(path.len())];
    Some(path.trim())
}

/// The public methods as `Type::method`; the types of a macro's methods are written `$guard`.
fn methods(source: &str) -> BTreeSet<(&str, &str)> {
    let listed: Vec<_> = LIST.lines().filter_map(|row| Some(row.strip_prefix("| `")?.split_once('`')?.0)).collect();
    let is_public = |of: &&str| of.starts_with('$') || listed.contains(of);
    let (mut of, mut is_trait, mut is_hidden, mut methods) = (None, false, false, BTreeSet::new());
    for line in source.lines() {
        if line == "}" {
            of = None;
        }
        let line = line.trim();
        if let Some(name) = opened(line) {
            (of, is_trait) = (Some(name).filter(is_public), line.starts_with("pub trait"));
        } else if line.starts_with("mod tests") || line == "mod sealed {" {
            of = None;
        }
        let Some((before, name)) = line.split_once("fn ") else {
            is_hidden = line == "#[doc(hidden)]" || (is_hidden && line.starts_with("#["));
            continue;
        };
        let Some(of) = of else { continue };
        let is_method =
            if is_trait { before.is_empty() } else { ["pub ", "pub const ", "pub async "].contains(&before) };
        if is_method && !mem::take(&mut is_hidden) {
            methods.insert((of, &name[..name.find(|part| !is_part_of_name(part)).unwrap_or(name.len())]));
        }
    }
    methods
}

#[test]
fn every_public_method_is_used() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (source, uses) = (sources(&package.join("../../runtime/src")), sources(&package.join("src")));
    let methods = methods(&source);
    assert!(methods.len() > 150, "{}: {methods:?}", methods.len());
    for known in [("LlmCall", "run_by"), ("$guard", "end_by"), ("RewrapStream", "ended"), ("MeteredStream", "finished")]
    {
        assert!(methods.contains(&known), "{known:?} is not found");
    }
    let words: BTreeSet<_> = uses.split(|part| !is_part_of_name(part)).collect();
    let unused: Vec<_> = methods.iter().filter(|of| !ELSEWHERE.contains(of) && !words.contains(of.1)).collect();
    assert!(unused.is_empty(), "not used in tests/parity/src: {unused:?}");
}
