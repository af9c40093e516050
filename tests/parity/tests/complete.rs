//! Every public name of `agent-metrics` occurs in this crate.

const FACADE: &str = include_str!("../../../runtime/src/lib.rs");
const USES: [&str; 4] = [
    include_str!("../src/attributes.rs"),
    include_str!("../src/client.rs"),
    include_str!("../src/signatures.rs"),
    include_str!("../src/types.rs"),
];

/// The page of all families.
const FAMILIES: &str = include_str!("../../../runtime/docs/metrics.md");
const LIBRARIES: &str = include_str!("../../../runtime/docs/libraries.md");
const README: &str = include_str!("../../../README.md");
const WORKSPACE: &str = include_str!("../../../Cargo.toml");

/// The API as a list for users.
const LIST: &str = include_str!("../../../runtime/docs/api.md");
const MANIFEST: &str = include_str!("../../../runtime/Cargo.toml");

/// What expansions call, and its former name.
const HIDDEN: [&str; 8] = [
    "as",
    "exports",
    "__private",
    "in_context_off",
    "llm_metered_off",
    "memory_op_off",
    "process_metric_off",
    "tool_call_off",
];

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

fn features() -> impl Iterator<Item = &'static str> {
    let (_, features) = MANIFEST.split_once("[features]\n").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    features.lines().filter_map(|line| Some(line.split_once(" = ")?.0))
}

#[test]
fn the_list_of_the_api_has_every_public_name_and_feature() {
    let modules = FACADE.split("pub mod ").skip(1).filter_map(|rest| rest.split([';', ' ']).next());
    // What `public_names` does not see: a macro, a type in `testing`, and a function whose module has the same name.
    let elsewhere = ["if_enabled", "Recorder", "spend"];
    let exported = public_names().into_iter().filter(|name| !HIDDEN.contains(name));
    let expected: Vec<_> = exported.chain(features()).chain(modules).chain(elsewhere).collect();
    assert!(["metrics", "client", "guide"].iter().all(|name| expected.contains(name)), "{expected:?}");

    let listed = listed_names();
    let missing: Vec<_> = expected.iter().filter(|name| !listed.contains(name)).collect();
    assert!(missing.is_empty(), "not in runtime/docs/api.md: {missing:?}");
    let gone: Vec<_> = listed.iter().filter(|name| !expected.contains(name)).collect();
    assert!(gone.is_empty(), "in runtime/docs/api.md alone: {gone:?}");
}

/// The names in backticks in the first column of the tables of a page.
fn first_columns<'a>(page: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let cells = page.filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_front_page_has_every_feature_and_every_family() {
    let listed = first_columns(FACADE.lines().filter_map(|line| line.strip_prefix("//! ")));
    let missing: Vec<_> = features().filter(|feature| *feature != "default" && !listed.contains(feature)).collect();
    assert!(missing.is_empty(), "no row has these features: {missing:?}");
    assert_eq!(features().count(), 9);

    let text = agent_metrics::render();
    let families = text.lines().filter_map(|line| line.strip_prefix("# TYPE agent_")?.split_once(' '));
    let families: Vec<_> = families.map(|(family, _)| family).collect();
    assert_eq!(families.len(), if agent_metrics::ENABLED { 40 } else { 0 }, "{families:?}");
    for (page, listed) in [("the front page", listed), ("metrics.md", first_columns(FAMILIES.lines()))] {
        let missing: Vec<_> = families.iter().filter(|family| !listed.contains(family)).collect();
        assert!(missing.is_empty(), "no row of {page} has these families: {missing:?}");
    }
}

#[test]
fn the_pages_name_the_rust_version_of_the_manifest() {
    let (_, rest) = WORKSPACE.split_once("\nrust-version = \"").unwrap();
    let (version, _) = rest.split_once('"').unwrap();
    assert!(LIBRARIES.contains(&format!("`rust-version` states, {version}, ")), "{version}");
    assert!(README.contains(&format!("needs Rust {version} or newer")), "{version}");
}
