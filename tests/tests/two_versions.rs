//! Two versions of the crate in one tree would be two registries, of which `/metrics` shows one: cargo refuses them.

use std::{env, fs, path::Path, process::Command};

#[test]
fn cargo_refuses_two_versions_in_one_tree() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of the project");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two_versions");
    let runtime = project.join("runtime");
    let write = |file: &str, text: &str| {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    };
    // The other version has the same key.
    write(
        "other/Cargo.toml",
        "[package]\nname = 'agent-metrics'\nversion = '99.0.0'\nlinks = 'agent-metrics'\nedition = '2024'\n",
    );
    write("other/build.rs", "fn main() {}");
    write("other/src/lib.rs", "");
    write("agent/src/lib.rs", "");
    fs::copy(project.join("Cargo.lock"), folder.join("agent/Cargo.lock")).expect("the versions that are here");
    let resolve = |dependencies: &str| {
        let package = "[workspace]\n[package]\nname = 'agent'\nversion = '0.1.0'\nedition = '2024'\n[dependencies]\n";
        write("agent/Cargo.toml", &format!("{package}{dependencies}"));
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["metadata", "--offline", "--format-version=1"]).current_dir(folder.join("agent"));
        let output = cargo.output().expect("cargo runs");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let this = format!("agent-metrics = {{ path = {:?} }}\n", runtime.display().to_string());

    let (accepted, message) = resolve(&this);
    assert!(accepted, "{message}");
    let (accepted, message) = resolve(&format!("{this}other = {{ package = 'agent-metrics', path = '../other' }}\n"));
    assert!(!accepted, "two versions are in one tree");
    assert!(message.contains("links to the native library `agent-metrics`"), "{message}");
}
