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

/// The pages on GitHub and its files, as `repository` in `Cargo.toml` names it.
const REPOSITORY: &str = "https://github.com/agent-metrics/agent-metrics/";

/// The file or folder of the project that a link to the repository leads to.
fn file_in_repository(link: &str) -> Option<&str> {
    let rest = link.strip_prefix(REPOSITORY)?;
    ["blob/main/", "tree/main/", "raw/main/"].iter().find_map(|prefix| rest.strip_prefix(prefix))
}

#[test]
fn links_between_the_pages_lead_to_files() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let docs = fs::read_dir(project.join("runtime/docs")).unwrap().map(|entry| entry.unwrap().path());
    let others = ["README.md", "CONTRIBUTING.md", "runtime/benches/README.md"].map(|page| project.join(page));
    for page in docs.chain(others) {
        for link in links(&fs::read_to_string(&page).unwrap()) {
            let target = match file_in_repository(link) {
                Some(file) => project.join(file),
                None => page.parent().unwrap().join(link),
            };
            let is_elsewhere = link.starts_with("https://") && !link.starts_with(REPOSITORY);
            assert!(is_elsewhere || target.exists(), "{} links to {link}", page.display());
        }
    }
}

/// The labels of links without a target beside them: `[label]`, and `[text][label]`. Code is left out.
fn labels(page: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    for (start, _) in page.match_indices('[') {
        let is_code = page[..start].matches("```").count() % 2 == 1
            || page[..start].replace("```", "").matches('`').count() % 2 == 1;
        let Some((label, after)) = page[start + 1..].split_once(']') else { continue };
        if !is_code && !after.starts_with(['(', '[', ':']) {
            labels.push(label);
        }
    }
    labels
}

#[test]
fn links_in_the_readmes_of_published_crates_work_on_the_page_of_the_registry() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = read("Cargo.toml");
    assert!(manifest.contains(&format!("repository = \"{}\"", REPOSITORY.trim_end_matches('/'))));
    let clients = fs::read_dir(project.join("runtime/clients")).unwrap().map(|entry| entry.unwrap().path());
    let readmes = clients.map(|client| client.join("README.md")).filter(|readme| readme.exists());
    let readmes: Vec<_> = readmes.chain(["README.md", "macros/README.md"].map(|page| project.join(page))).collect();
    assert!(readmes.len() >= 7, "{readmes:?}");
    for readme in readmes {
        let text = fs::read_to_string(&readme).unwrap();
        for link in links(&text) {
            assert!(link.starts_with("https://"), "{}: the registry does not resolve {link}", readme.display());
        }
        for label in labels(&text) {
            let is_defined = text.lines().any(|line| line.starts_with(&format!("[{label}]: https://")));
            assert!(is_defined, "{}: [{label}] is defined nowhere", readme.display());
        }
    }
}
