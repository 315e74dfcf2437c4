//! `serve`: starts, answers, and stops when told.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Child;

use super::{filled, program};

/// A running server, stopped when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    /// Over the sample conferences.
    pub(crate) fn start() -> Self {
        Self::start_in(filled())
    }

    /// Over the data of a folder.
    pub(crate) fn start_in(folder: &Path) -> Self {
        let mut child = program(folder, &["serve", "--bind", "127.0.0.1:0"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split_whitespace().find(|word| word.starts_with("http://"));
        let address = address.unwrap_or_else(|| panic!("no address in `{line}`")).to_owned();
        Self { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_site_answers_at_the_address_it_prints_and_stops_when_told() {
    let mut server = Server::start();
    let health = ureq::get(format!("{}/healthz", server.address)).call().unwrap();
    assert_eq!(health.status(), 200);
    if cfg!(unix) {
        let process = server.child.id().to_string();
        let told = std::process::Command::new("kill").args(["-TERM", &process]).status().unwrap();
        assert!(told.success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn no_command_means_serve() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = program(folder.path(), &[]);
    command.env("HALLWAY_SERVER_BIND", &address);
    let run = super::finish(command, "");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains(&format!("cannot listen on `{address}`")), "{run:?}");
}
