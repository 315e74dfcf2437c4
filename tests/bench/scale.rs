//! The whole system at 10,000 talks with 50,000 passages, and its search at 250,000: starting as a
//! process, answering, taking a changed talk in, memory. One table with the targets beside the figures.
//!
//! `cargo bench -- scale`. The archives are made once, in a process of their own, and kept below
//! `HALLWAY_BENCH_DIR`, or else in Cargo's folder for such files; the first 50,000 passages go
//! through the model, which takes minutes.

mod made;
mod measure;
mod prepare;
mod process;

use std::path::{Path, PathBuf};
use std::time::Duration;

use hallway::config::{Config, Sources};

/// Talks of the archive that all targets but one speak of.
const TALKS: usize = 10_000;
/// Talks of the large archive: five times the passages.
const TALKS_LARGE: usize = 50_000;
/// Says, to a process that this one starts, which archive to make.
const HELPER: &str = "HALLWAY_BENCH_PREPARE";

/// A figure with what was promised.
struct Line {
    what: String,
    measured: f64,
    unit: &'static str,
    /// The most it may be; `None` for a figure that explains another.
    target: Option<f64>,
}

impl Line {
    fn time(what: impl Into<String>, time: Duration, target_ms: Option<f64>) -> Self {
        let measured = time.as_secs_f64() * 1_000.0;
        Self { what: what.into(), measured, unit: "ms", target: target_ms }
    }

    fn memory(what: impl Into<String>, bytes: u64, target_mb: Option<f64>) -> Self {
        Self { what: what.into(), measured: bytes as f64 / 1e6, unit: "MB", target: target_mb }
    }

    fn row(&self) -> String {
        let (measured, unit) = (self.measured, self.unit);
        let (target, verdict) = match self.target {
            None => (String::new(), String::new()),
            Some(target) if measured <= target => (format!("≤ {target} {unit}"), "met".into()),
            Some(target) => {
                let missed = format!("missed by {:.1} {unit}", measured - target);
                (format!("≤ {target} {unit}"), missed)
            }
        };
        format!("| {} | {measured:.1} {unit} | {target} | {verdict} |", self.what)
    }
}

/// Whether this process was started to make an archive.
pub(crate) fn is_helper() -> bool {
    std::env::var_os(HELPER).is_some()
}

/// Makes the archive that was asked for.
pub(crate) fn help() {
    match std::env::var(HELPER).as_deref() {
        Ok("large") => prepare::large(&folder("large"), &folder("talks")),
        _ => prepare::ordinary(&folder("talks")),
    }
}

/// Measures everything and prints the table.
pub(crate) fn report() {
    let ordinary = prepared("ordinary", "talks");
    print_table(&ordinary, measure::ordinary(&ordinary));
    if std::env::var_os("HALLWAY_BENCH_SMALL").is_some() {
        return;
    }
    let large = prepared("large", "large");
    print_table(&large, measure::large(&large));
}

fn print_table(data_dir: &Path, lines: Vec<Line>) {
    let note = std::fs::read_to_string(data_dir.join(prepare::NOTE)).unwrap_or_default();
    println!("\n{}\n", note.trim());
    println!("| {} | measured | target | |\n| --- | ---: | ---: | --- |", process::machine());
    lines.iter().for_each(|line| println!("{}", line.row()));
}

/// The archive of a kind, made first if it is not there.
fn prepared(kind: &str, name: &str) -> PathBuf {
    let folder = folder(name);
    if !folder.join(prepare::NOTE).exists() {
        println!("making the {kind} archive in `{}`", folder.display());
        process::run_self(HELPER, kind);
    }
    folder
}

fn folder(name: &str) -> PathBuf {
    let named = std::env::var_os("HALLWAY_BENCH_DIR").map(PathBuf::from);
    named.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR"))).join("scale").join(name)
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn config(data_dir: &Path) -> Config {
    let sources = Sources {
        file: Some(repository().join("config.toml")),
        variables: Vec::new(),
        working_dir: PathBuf::from("."),
    };
    let mut config = Config::load_from(&sources).expect("the shipped configuration is valid");
    config.data_dir = data_dir.to_owned();
    config
}
