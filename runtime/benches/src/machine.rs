//! Describes the machine that the figures are from.

use std::{fs, process::Command, thread};

pub fn describe() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let output = Command::new("rustc").arg("--version").output();
    let compiler = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!(
        "{} × {}, {} {}, {}\n",
        cores,
        processor.as_deref().unwrap_or("a processor without a name"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        compiler.as_deref().unwrap_or("rustc"),
    )
}
