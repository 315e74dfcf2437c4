//! A fuzz target for every parser: whatever bytes come, a reader gives records that can be merged,
//! exported and read back, or an error; it never panics and never takes memory without bound.
//!
//! One binary for all: `HALLWAY_FUZZ` names the format (`frab-xml`, `ics`, …), `transcript`, or
//! nothing for whatever the content looks like. How to run it stands in `README.md` beside this.

#![no_main]

use std::sync::OnceLock;

use hallway::export::{self, export};
use hallway::ingest::merge::{MergeOptions, merge};
use hallway::ingest::{Format, ParseOptions, detect, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match target() {
        Some(format) => read(bytes, Some(format)),
        None => {
            let _ = detect(bytes);
            read(bytes, None);
        }
    }
});

/// The format named by the environment, looked up once.
fn target() -> Option<Format> {
    static TARGET: OnceLock<Option<Format>> = OnceLock::new();
    *TARGET.get_or_init(|| {
        let word = std::env::var("HALLWAY_FUZZ").ok()?;
        let format = Format::from_word(&word);
        if format.is_none() {
            eprintln!("`{word}` is no format");
            std::process::exit(2);
        }
        format
    })
}

/// Reads bytes as a format; what is read can be merged with nothing and with itself, and written.
fn read(bytes: &[u8], format: Option<Format>) {
    let options = ParseOptions {
        event: Some("fuzz".to_owned()),
        timezone: Some("Europe/Berlin".to_owned()),
        format,
        ..ParseOptions::default()
    };
    let Ok(parsed) = parse(bytes, "fuzz", &options) else { return };
    let first = merge(None, &parsed.bundle, MergeOptions::default()).expect("nothing to guard");
    assert_eq!(first.added, parsed.bundle.talks.len());
    if let Ok(second) = merge(Some(&first.bundle), &parsed.bundle, MergeOptions::default()) {
        assert!(second.is_unchanged(), "a second import changes {:?}", second.changes);
    }
    for format in export::Format::ALL {
        let _ = export(&first.bundle, format, &export::Context::default());
    }
}
