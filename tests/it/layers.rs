//! Imports point one way: every `use crate::x` (and `crate::x::` path) is held against the map.

use std::path::Path;

use super::support::repository;

/// Each layer and the layers it may import, besides itself.
const MAY_IMPORT: [(&str, &[&str]); 20] = [
    ("domain", &[]),
    ("recent", &[]),
    ("beside", &[]),
    ("text", &["domain"]),
    ("ingest", &["domain", "text"]),
    ("export", &["domain", "text"]),
    ("lint", &["domain", "text"]),
    ("store", &["domain", "text"]),
    ("index", &["domain", "text"]),
    ("compute", &["beside"]),
    ("embed", &["domain", "recent", "compute"]),
    ("search", &["domain", "recent", "beside", "text", "index", "compute", "embed"]),
    ("agenda", &["domain", "text", "search"]),
    ("answer", &["domain", "text", "search"]),
    ("summary", &["domain", "text", "search"]),
    ("eval", &["domain", "text", "index", "embed", "search", "answer", "summary"]),
    ("config", &[]),
    (
        "app",
        &[
            "config", "domain", "beside", "text", "ingest", "export", "lint", "store", "index",
            "compute", "embed", "search", "agenda", "answer", "summary", "eval",
        ],
    ),
    (
        "web",
        &[
            "app", "config", "domain", "recent", "text", "export", "store", "search", "agenda",
            "answer", "summary", "embed", "compute", "ingest",
        ],
    ),
    (
        "cli",
        &[
            "web", "app", "config", "domain", "text", "ingest", "export", "lint", "store", "index",
            "compute", "embed", "search", "agenda", "answer", "summary", "eval",
        ],
    ),
];

/// Crates that only one place may know.
const ONLY_IN: [(&str, &str); 5] = [
    ("rusqlite::", "store"),
    ("tantivy::", "index"),
    ("wgpu::", "compute/gpu"),
    ("actix_web::", "web"),
    ("println!", "cli"),
];

fn source_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tests") || path.ends_with("tests.rs") {
            continue; // Test modules in files of their own may look anywhere, as others may.
        } else if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// Lines of code: comments do not import anything, and tests may look anywhere.
fn code_lines(source: &str) -> impl Iterator<Item = &str> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

/// The modules named by `crate::x` in a line, `use crate::{a, b::c}` included.
fn imported_modules(line: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').unwrap_or(rest);
        let wanted = if rest.starts_with('{') { usize::MAX } else { 1 };
        modules.extend(
            list.split(',')
                .take(wanted)
                .map(|part| part.trim().chars().take_while(|c| c.is_ascii_lowercase()).collect())
                .filter(|module: &String| !module.is_empty()),
        );
    }
    modules
}

#[test]
fn imports_point_one_way() {
    let root = repository("src");
    let mut wrong = Vec::new();
    for path in source_files(&root) {
        let relative = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let layer = relative.split('/').next().unwrap().trim_end_matches(".rs");
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == layer) else {
            assert!(["lib", "main"].contains(&layer), "`{layer}` is not on the map of layers");
            continue;
        };
        for line in code_lines(&std::fs::read_to_string(&path).unwrap()) {
            for module in imported_modules(line) {
                let known = MAY_IMPORT.iter().any(|(name, _)| *name == module);
                if known && module != layer && !allowed.contains(&module.as_str()) {
                    wrong.push(format!("src/{relative}: {line}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the map:\n{}", wrong.join("\n"));
}

#[test]
fn each_engine_is_known_in_one_place() {
    let root = repository("src");
    for path in source_files(&root) {
        let relative = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let source = std::fs::read_to_string(&path).unwrap();
        for (engine, place) in ONLY_IN {
            let found = code_lines(&source).find(|line| line.contains(engine));
            let at_home = relative.starts_with(place);
            assert!(found.is_none() || at_home, "src/{relative} knows `{engine}`: {found:?}");
        }
    }
}

#[test]
fn every_file_opens_with_its_duty() {
    for path in source_files(&repository("src")) {
        let source = std::fs::read_to_string(&path).unwrap();
        assert!(source.starts_with("//! "), "{} has no opening sentence", path.display());
    }
}
