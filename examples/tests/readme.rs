//! The README shows programs that run: its code and its output are those of files in this package.

use std::{fs, path::Path, process::Command};

const LONGEST_README: usize = 8 * 1024;

fn read(path: &str) -> String {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(project.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The code blocks of this language. Each stands below a comment that names its source: ``<!-- from SOURCE -->``.
fn blocks<'a>(readme: &'a str, language: &str) -> Vec<(&'a str, &'a str)> {
    let fence = format!("```{language}\n");
    let mut blocks = Vec::new();
    for (start, _) in readme.match_indices(&fence) {
        let above = readme[..start].trim_end().lines().next_back().unwrap_or_default();
        let source = above.strip_prefix("<!-- from ").and_then(|rest| rest.strip_suffix(" -->"));
        let source = source.unwrap_or_else(|| panic!("no source is named above a `{language}` block, but: {above}"));
        let (block, _) = readme[start + fence.len()..].split_once("\n```\n").expect("the end of a block");
        blocks.push((source, block));
    }
    blocks
}

#[test]
fn its_code_is_that_of_programs() {
    let readme = read("README.md");
    let blocks = blocks(&readme, "rust");
    assert_eq!(
        blocks.len(),
        readme.matches("```rust").count(),
        "every block is plain `rust`, so that all are compared"
    );
    assert!(blocks.iter().any(|(source, _)| source.ends_with("quickstart.rs")));
    for (source, block) in blocks {
        assert!(format!("\n{}", read(source)).contains(&format!("\n{block}\n")), "not in {source}:\n{block}");
        assert!(!block.lines().any(|line| line.starts_with("# ")), "GitHub shows what rustdoc hides:\n{block}");
    }
}

#[test]
fn its_output_is_that_of_the_quickstart() {
    let readme = read("README.md");
    let blocks = blocks(&readme, "text");
    assert_eq!(blocks.len(), 1);
    if !agent_metrics::ENABLED {
        return; // it is the output with the feature on
    }
    let output = Command::new(env!("CARGO_BIN_EXE_quickstart")).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    for line in blocks[0].1.lines() {
        assert!(output.lines().any(|printed| printed == line), "no line `{line}` in:\n{output}");
    }
}

#[test]
fn it_is_short() {
    let bytes = read("README.md").len();
    assert!(bytes <= LONGEST_README, "{bytes} bytes");
}

/// The targets of the links in a page: `[text](target)` and, in a line of its own, `[label]: target`.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let inline = page.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let defined = page.lines().filter_map(|line| Some(line.strip_prefix('[')?.split_once("]: ")?.1));
    inline.chain(defined)
}

#[test]
fn links_between_the_pages_lead_to_files() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let docs = fs::read_dir(project.join("runtime/docs")).unwrap().map(|entry| entry.unwrap().path());
    let others = ["README.md", "CONTRIBUTING.md", "runtime/benches/README.md"].map(|page| project.join(page));
    for page in docs.chain(others) {
        for link in links(&fs::read_to_string(&page).unwrap()) {
            let target = page.parent().unwrap().join(link);
            assert!(link.starts_with("https://") || target.exists(), "{} links to {link}", page.display());
        }
    }
}
