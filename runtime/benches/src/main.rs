//! Measures the cost of a metered call beside that of its alternatives, and prints one table in Markdown.
//!
//! `cargo run --release --manifest-path runtime/benches/Cargo.toml` measures everything; with the name of a measure behind
//! it (`-- threads`) only that. Each measure has a process of its own, so that none finds the others' series, and measures
//! its references beside itself, round by round: what the machine does meanwhile, it does to all of them.

mod allocator;
mod harness;
mod machine;
mod measures;
mod references;
mod table;
mod work;

use std::{env, process::Command};

fn main() {
    let wanted: Vec<String> = env::args().skip(1).collect();
    match wanted.as_slice() {
        [flag, name] if flag == "--here" => measures::run(name),
        [] => all(measures::NAMES),
        names => all(&names.iter().map(String::as_str).collect::<Vec<_>>()),
    }
}

fn all(names: &[&str]) {
    println!("{}", machine::describe());
    table::head();
    let own = env::current_exe().expect("the path of this program");
    for name in names {
        let ended = Command::new(&own).args(["--here", name]).status().expect("this program, again");
        assert!(ended.success(), "{name} failed");
    }
}
