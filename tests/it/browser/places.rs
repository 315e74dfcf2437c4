//! Servers that the browser tests look at: one for all tests over samples and made-up events, which
//! nobody changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hallway::domain::EventBundle;

use super::programmes;
use super::shared::Shared;
use crate::cli::serving::Server;
use crate::cli::{finish, program};
use crate::support::repository;

/// The server that tests share, which only reads.
pub(super) fn shared_server() -> Arc<Server> {
    static SERVER: Shared<Server> = Shared::new();
    SERVER.get(|| Some(Server::start_in(folder()))).expect("a server is always made")
}

/// A folder with two of the sample conferences and the made-up events, indexed and embedded; made
/// once.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
        let _ = std::fs::remove_dir_all(&folder);
        // A new data directory is filled from the folder `data` beside it.
        let samples = folder.join("data");
        std::fs::create_dir_all(&samples).unwrap();
        for name in ["aidev-europe-2024.json", "aidev-europe-2025.json"] {
            std::fs::copy(repository("data").join(name), samples.join(name)).unwrap();
        }
        write(&samples, &programmes::big());
        let run = finish(program(&folder, &["search", "models", "--json"]), "");
        assert_eq!(run.code, 0, "{run:?}");
        folder
    })
}

fn write(folder: &Path, bundle: &EventBundle) {
    let file = folder.join(&bundle.event.slug).with_extension("json");
    std::fs::write(file, serde_json::to_vec(bundle).unwrap()).unwrap();
}
