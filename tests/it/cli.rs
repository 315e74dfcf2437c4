//! The real binary in data directories of its own: what it prints, its JSON and its exit codes.
//! Each command has a file below, and `mistakes` holds what goes wrong in all of them.

mod machine;
mod mistakes;
mod news;
mod organising;
mod reading;
mod searching;
pub(crate) mod serving;
mod transcripts;
mod writing;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// What one run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    /// The one JSON document on standard output.
    fn json(&self) -> Value {
        let parsed = serde_json::from_str(&self.stdout);
        parsed.unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// What people are told, with the folder's name replaced.
    fn told(&self, folder: &Path) -> String {
        self.stderr.replace(&*folder.to_string_lossy(), "[FOLDER]")
    }
}

/// The program with no setting but what the test gives, in a folder without config.toml.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hallway"));
    let ours =
        |name: &str| name.starts_with("HALLWAY_") || ["RUST_LOG", "NO_COLOR"].contains(&name);
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    // One device everywhere, so that a machine with a GPU tests the same.
    command.env("HALLWAY_MODEL_DEVICE", "cpu").current_dir(folder).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the program to its end.
pub(crate) fn hallway(folder: &Path, arguments: &[&str]) -> Run {
    hallway_with_input(folder, arguments, "")
}

fn hallway_with_input(folder: &Path, arguments: &[&str], input: &str) -> Run {
    finish(program(folder, arguments), input)
}

fn finish(mut command: Command, input: &str) -> Run {
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder whose data directory holds the sample conferences, indexed and embedded; made once and
/// only read.
pub(crate) fn filled() -> &'static Path {
    static FILLED: OnceLock<PathBuf> = OnceLock::new();
    FILLED.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-filled");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let first = hallway(&folder, &["search", "models", "--json"]);
        assert_eq!(first.code, 0, "{first:?}");
        folder
    })
}

/// A new folder with one small event imported.
fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conf.json"), SMALL_EVENT).unwrap();
    let run = hallway(folder.path(), &["import", "conf.json"]);
    assert_eq!(run.code, 0, "{run:?}");
    folder
}

const SMALL_EVENT: &str = r#"{
  "event": { "slug": "conf-2024", "name": "Conf 2024", "timezone": "Europe/Paris" },
  "talks": [
    { "id": "a", "event": "conf-2024", "title": "Opening", "kind": "keynote", "track": "Main",
      "abstract": "Welcome to the conference. The rooms are on the second floor.",
      "speakers": [{ "name": "Ada Byron", "affiliation": "Engines" }],
      "slots": [{ "start": "2024-06-19T10:00:00", "end": "2024-06-19T10:30:00", "room": "Hall 1" }] },
    { "id": "b", "event": "conf-2024", "title": "Vectors on small machines", "track": "Main",
      "abstract": "Embedding models run on laptops. Quantised weights keep them small.",
      "speakers": [{ "name": "Grace Hopper" }],
      "slots": [{ "start": "2024-06-19T11:00:00", "end": "2024-06-19T11:30:00", "room": "Hall 1" }] },
    { "id": "c", "event": "conf-2024", "title": "Closing", "track": "Main" }
  ]
}"#;
