//! Every public name of `agent-metrics` occurs in this crate.

const FACADE: &str = include_str!("../../../runtime/src/lib.rs");
const USES: [&str; 4] = [
    include_str!("../src/attributes.rs"),
    include_str!("../src/client.rs"),
    include_str!("../src/signatures.rs"),
    include_str!("../src/types.rs"),
];

/// The API as a list for users.
const LIST: &str = include_str!("../../../runtime/docs/api.md");
const MANIFEST: &str = include_str!("../../../runtime/Cargo.toml");

/// What expansions call, and its former name.
const HIDDEN: [&str; 7] =
    ["as", "exports", "__private", "llm_metered_off", "memory_op_off", "process_metric_off", "tool_call_off"];

/// The names that the facade exports: in `pub use …;`, and after `pub fn` and `pub const`. Names in lower case before a `::` are
/// modules.
fn public_names() -> Vec<&'static str> {
    let is_part_of_name = |character: char| character.is_alphanumeric() || character == '_';
    let mut names = Vec::new();
    let mut rest = FACADE;
    while let Some(start) = rest.find("pub ") {
        let item = &rest[start + 4..];
        let end = item.find([';', '(', ':']).unwrap_or(item.len());
        let kind = item.split_whitespace().next().unwrap_or_default();
        match kind {
            "use" => {
                let tree = &item[3..item.find(';').unwrap_or(item.len())];
                let words = tree.split(|character| !is_part_of_name(character)).filter(|word| !word.is_empty());
                let is_module = |word: &&str| tree.contains(&format!("{word}::"));
                names.extend(words.filter(|word| !is_module(word)));
            }
            "fn" | "const" => names.push(item[kind.len()..end].trim()),
            _ => {}
        }
        rest = &rest[start + 4..];
    }
    names
}

#[test]
fn every_public_name_is_used() {
    // `runtime/tests/reexports.rs` uses these crates, which come with different features.
    let crates = ["axum", "prometheus", "serde", "serde_json"];
    let names = public_names();
    assert!(names.len() > 50 && names.contains(&"LlmCall") && names.contains(&"render"), "{names:?}");
    let is_used = |name: &str| {
        USES.iter().any(|code| code.split(|part: char| !part.is_alphanumeric() && part != '_').any(|word| word == name))
    };
    let unused: Vec<_> =
        names.into_iter().filter(|name| !HIDDEN.contains(name) && !crates.contains(name) && !is_used(name)).collect();
    assert!(unused.is_empty(), "not used in tests/parity/src: {unused:?}");
}

/// The names in the first column of the list: a row begins with a name in backticks.
fn listed_names() -> Vec<&'static str> {
    let name_of = |row: &'static str| Some(row.strip_prefix("| `")?.split_once("` |")?.0);
    LIST.lines().filter_map(name_of).collect()
}

#[test]
fn the_list_of_the_api_has_every_public_name_and_feature() {
    let (_, features) = MANIFEST.split_once("[features]\n").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    let features = features.lines().filter_map(|line| Some(line.split_once(" = ")?.0));
    let modules = FACADE.split("pub mod ").skip(1).filter_map(|rest| rest.split([';', ' ']).next());
    // What `public_names` does not see: a macro, a type in `testing`, and a function whose module has the same name.
    let elsewhere = ["if_enabled", "Recorder", "spend"];
    let exported = public_names().into_iter().filter(|name| !HIDDEN.contains(name));
    let expected: Vec<_> = exported.chain(features).chain(modules).chain(elsewhere).collect();
    assert!(["metrics", "client", "guide"].iter().all(|name| expected.contains(name)), "{expected:?}");

    let listed = listed_names();
    let missing: Vec<_> = expected.iter().filter(|name| !listed.contains(name)).collect();
    assert!(missing.is_empty(), "not in runtime/docs/api.md: {missing:?}");
    let gone: Vec<_> = listed.iter().filter(|name| !expected.contains(name)).collect();
    assert!(gone.is_empty(), "in runtime/docs/api.md alone: {gone:?}");
}
