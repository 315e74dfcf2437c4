//! Servers that the browser tests look at: three that tests share and only read, and one of its own
//! for a test that changes the event or ends the server.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hallway::domain::EventBundle;

use super::shared::Shared;
use super::{conference, congress};
use crate::cli::serving::Server;
use crate::cli::{filled, hallway};
use crate::support::repository;

/// Over the sample conferences.
pub(super) fn samples() -> Arc<Server> {
    static SERVER: Shared<Server> = Shared::new();
    shared(&SERVER, filled)
}

/// Over a congress of a thousand talks.
pub(super) fn big() -> Arc<Server> {
    static SERVER: Shared<Server> = Shared::new();
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    shared(&SERVER, || {
        FOLDER.get_or_init(|| {
            let folder = new_folder("browser-big");
            write_shallow_model(&folder);
            import(&folder, &congress::big());
            folder
        })
    })
}

/// Over a small conference that is going on.
pub(super) fn conference() -> Arc<Server> {
    static SERVER: Shared<Server> = Shared::new();
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    shared(&SERVER, || {
        FOLDER.get_or_init(|| {
            let folder = new_folder("browser-now");
            import(&folder, &conference::now_days());
            folder
        })
    })
}

fn shared<'a>(server: &Shared<Server>, folder: impl FnOnce() -> &'a Path) -> Arc<Server> {
    let server = server.get(|| Some(Server::start_in(folder())));
    server.expect("a server is always made")
}

/// A server of its own over one event.
pub(super) struct Place {
    server: Server,
    folder: tempfile::TempDir,
}

impl Place {
    pub(super) fn open(bundle: &EventBundle) -> Self {
        let folder = tempfile::tempdir().unwrap();
        import(folder.path(), bundle);
        Self { server: Server::start_in(folder.path()), folder }
    }

    pub(super) fn address(&self) -> &str {
        &self.server.address
    }

    /// Imports what became of the event, as its organiser does beside the running server.
    pub(super) fn import(&self, bundle: &EventBundle) {
        import(self.folder.path(), bundle);
    }

    /// What the server answers at a path.
    pub(super) fn text(&self, path: &str) -> String {
        let mut answer = ureq::get(format!("{}{path}", self.address())).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    }
}

fn new_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn import(folder: &Path, bundle: &EventBundle) {
    let file = format!("{}.json", bundle.event.slug);
    std::fs::write(folder.join(&file), serde_json::to_vec(bundle).unwrap()).unwrap();
    let run = hallway(folder, &["import", &file]);
    assert_eq!(run.code, 0, "{run:?}");
}

/// The shipped model with its first layer only, where a server of this folder looks for its model: a
/// thousand talks are embedded in seconds, and where only words count nobody sees the difference.
fn write_shallow_model(folder: &Path) {
    let (shipped, shallow) = (repository("data/model"), folder.join("data/model"));
    std::fs::create_dir_all(&shallow).unwrap();
    for name in ["manifest.json", "model.safetensors", "tokenizer.json"] {
        std::fs::copy(shipped.join(name), shallow.join(name)).unwrap();
    }
    let config = std::fs::read_to_string(shipped.join("config.json")).unwrap();
    let one = config.replace("\"num_hidden_layers\": 6", "\"num_hidden_layers\": 1");
    assert_ne!(one, config);
    std::fs::write(shallow.join("config.json"), one).unwrap();
}
