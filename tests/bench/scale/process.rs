//! The machine, this process and those it starts, as the system sees them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::repository;

/// The processor's name and the number of threads it runs.
pub(super) fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpu.lines().find(|line| line.starts_with("model name"));
    let name = name.and_then(|line| line.split(": ").nth(1)).unwrap_or(std::env::consts::ARCH);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{name}, {threads} threads")
}

/// Bytes of a line of `/proc/self/status` (`VmRSS`); `None` where there is no such file.
pub(super) fn memory(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.split(':').next() == Some(field))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// How long the program takes for one search, from its start to its end.
pub(super) fn search(data_dir: &Path, query: &str) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hallway"));
    command.arg("--data-dir").arg(data_dir).args(["search", "--json", query]);
    command.current_dir(repository()).stderr(Stdio::null());
    let started = Instant::now();
    let output = command.output().expect("the program starts");
    let time = started.elapsed();
    assert!(output.status.success(), "the search failed: {}", output.status);
    let hits = String::from_utf8_lossy(&output.stdout).matches("\"semantic\"").count();
    assert!(hits > 0, "the answer has no hit with a vector");
    time
}

/// Runs this program again with a variable set, and waits for it.
pub(super) fn run_self(variable: &str, value: &str) {
    let program = std::env::current_exe().expect("this program has a path");
    let status = Command::new(program).env(variable, value).status();
    assert!(status.expect("this program starts again").success(), "the archive was not made");
}
