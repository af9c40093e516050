//! Compares the errors that the attributes report, word for word.
//!
//! - `fail/`: what the macros refuse. It is the same in both modes.
//! - `compiler/`: what the compiler says of an expansion. The words are ours where they can be, but the code around them
//!   differs, so there is an answer for each mode: `on/` and `off/`.
//! - `pass/`: what must compile, without a warning.
//!
//! `TRYBUILD=overwrite cargo test -p agent-metrics-ui-tests` writes the answers anew; run it in both modes.

use std::{
    env,
    error::Error,
    fs,
    io::{self, Write as _},
    path::Path,
    process::Command,
};

/// The compiler words its errors a little differently in each release.
const WRITTEN_FOR: &str = "rustc 1.95.";

/// Whether the answers can be compared. If not, that is printed past the capture of the test harness, so that a skipped test is
/// not taken for one that has passed.
fn answers_are_for_this_compiler() -> io::Result<bool> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let version = String::from_utf8_lossy(&version).into_owned();
    let is_for = version.starts_with(WRITTEN_FOR);
    if !is_for {
        let version = version.trim();
        writeln!(
            io::stderr(),
            "\nskipped: `fail/` and `compiler/`, whose answers are for {WRITTEN_FOR}x; this is {version}"
        )?;
    }
    Ok(is_for)
}

#[test]
fn ui() -> Result<(), Box<dyn Error>> {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/pass/*.rs");
    if answers_are_for_this_compiler()? {
        cases.compile_fail("tests/fail/*.rs");
        let mode = if agent_metrics::ENABLED { "on" } else { "off" };
        copy_cases(Path::new("tests/compiler"), mode)?;
        cases.compile_fail(format!("tests/compiler/{mode}/*.rs"));
    }
    Ok(())
}

/// What expansions call is not for users, so no answer speaks of it.
#[test]
fn no_answer_names_a_private_item() -> Result<(), Box<dyn Error>> {
    let mut answers = 0;
    for folder in ["tests/fail", "tests/compiler/on", "tests/compiler/off"] {
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "stderr") {
                answers += 1;
                assert!(!fs::read_to_string(&path)?.contains("__private"), "{}", path.display());
            }
        }
    }
    assert!(answers > 80, "{answers} answers");
    Ok(())
}

/// One case, two answers: `trybuild` looks for the answer beside the case.
fn copy_cases(folder: &Path, mode: &str) -> Result<(), Box<dyn Error>> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if let (Some("rs"), Some(name)) = (path.extension().and_then(|extension| extension.to_str()), path.file_name())
        {
            fs::copy(&path, folder.join(mode).join(name))?;
        }
    }
    Ok(())
}
