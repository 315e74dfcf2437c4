//! What `doctor` shows: one line a part, its state first.

use super::layout::{clean, count};
use super::models::device;
use crate::cli::diagnosis::{DatabaseState, Diagnosis, IndexState, ModelState, Part};
use crate::cli::paint::Paint;

/// All parts, and one line that says whether all is well.
pub(in crate::cli) fn diagnosis(found: &Diagnosis, paint: Paint) -> String {
    let config = match &found.config {
        Some(file) => file.display().to_string(),
        None => "the defaults, there is no config.toml".to_owned(),
    };
    let mut lines = vec![
        line(State::Well, "config", &config, paint),
        part("model", &found.model, model, paint),
        part("database", &found.database, database, paint),
        part("index", &found.index, index, paint),
    ];
    lines.extend(found.adapters.iter().map(|it| line(State::Well, "adapter", &device(it), paint)));
    if found.adapters.is_empty() {
        lines.push(line(State::Absent, "adapter", "no GPU; the CPU does the work", paint));
    }
    let verdict = match found.ok {
        true => paint.good("All is well"),
        false => paint.bad("Something is broken"),
    };
    format!("{}\n{verdict} (hallway {})\n", lines.concat(), found.version)
}

#[derive(Clone, Copy)]
enum State {
    Well,
    Absent,
    Broken,
}

fn part<T>(name: &str, part: &Part<T>, describe: fn(&T) -> String, paint: Paint) -> String {
    match part {
        Part::Well(state) => line(State::Well, name, &describe(state), paint),
        Part::Absent => line(State::Absent, name, "made when it is first needed", paint),
        Part::Broken { error } => line(State::Broken, name, error, paint),
    }
}

fn line(state: State, name: &str, text: &str, paint: Paint) -> String {
    let label = match state {
        State::Well => paint.good("ok    "),
        State::Absent => paint.faint("-     "),
        State::Broken => paint.bad("broken"),
    };
    format!("{label}  {name:8}  {}\n", clean(text))
}

fn model(state: &ModelState) -> String {
    let info = &state.info;
    let device = device(&info.device);
    format!("{}, {} dimensions, {device}, {:.1} ms a query", info.name, info.dim, state.query_ms)
}

fn database(state: &DatabaseState) -> String {
    let counts = [
        count(state.events, "event"),
        count(state.talks, "talk"),
        count(state.announcements, "announcement"),
        count(state.vectors, "vector"),
    ];
    let megabytes = state.bytes as f64 / 1e6;
    let (path, version) = (state.path.display(), state.schema_version);
    format!("{path}, version {version}: {}, {megabytes:.1} MB", counts.join(", "))
}

fn index(state: &IndexState) -> String {
    let Some(documents) = state.documents else {
        return "in use by another process".to_owned();
    };
    match state.expected {
        Some(expected) if expected as u64 != documents => {
            format!("{documents} of {expected} documents; the next start adds what is missing")
        }
        _ => format!("{documents} documents"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::{DeviceInfo, DeviceKind};

    fn found() -> Diagnosis {
        let adapter = DeviceInfo {
            kind: DeviceKind::Gpu,
            name: "llvmpipe".into(),
            backend: "vulkan".into(),
            software: true,
        };
        Diagnosis {
            ok: false,
            version: "0.0.0",
            config: None,
            adapters: vec![adapter],
            model: Part::Broken { error: "there is no model at `m`".into() },
            database: Part::Well(DatabaseState {
                path: "d/hallway.db".into(),
                schema_version: 1,
                events: 1,
                talks: 2,
                announcements: 0,
                vectors: 3,
                bytes: 1_500_000,
            }),
            index: Part::Well(IndexState { documents: Some(1), expected: Some(2) }),
        }
    }

    #[test]
    fn each_part_has_a_line_with_its_state() {
        insta::assert_snapshot!(diagnosis(&found(), Paint::Plain), @r"
        ok      config    the defaults, there is no config.toml
        broken  model     there is no model at `m`
        ok      database  d/hallway.db, version 1: 1 event, 2 talks, 0 announcements, 3 vectors, 1.5 MB
        ok      index     1 of 2 documents; the next start adds what is missing
        ok      adapter   GPU llvmpipe (vulkan, software)

        Something is broken (hallway 0.0.0)
        ");
    }

    #[test]
    fn the_json_names_each_state() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&found()).unwrap(), @r#"
        {
          "ok": false,
          "version": "0.0.0",
          "config": null,
          "adapters": [
            {
              "kind": "gpu",
              "name": "llvmpipe",
              "backend": "vulkan",
              "software": true
            }
          ],
          "model": {
            "state": "broken",
            "error": "there is no model at `m`"
          },
          "database": {
            "state": "well",
            "path": "d/hallway.db",
            "schema_version": 1,
            "events": 1,
            "talks": 2,
            "announcements": 0,
            "vectors": 3,
            "bytes": 1500000
          },
          "index": {
            "state": "well",
            "documents": 1,
            "expected": 2
          }
        }
        "#);
    }
}
