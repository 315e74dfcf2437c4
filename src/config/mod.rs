//! The configuration: `config.toml` and the environment, checked and complete; opens nothing else.
//!
//! Every section is two structs in a file of its own: what was typed (all keys optional, unknown
//! keys refused, each value checked as it is read, so that an error knows its line) and what the
//! program uses (all defaults filled in, all paths absolute).

mod environment;
mod error;
mod folders;
mod model;
mod nearest;
mod search;
mod server;
mod site;
mod values;

use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use error::{ConfigError, Place};
pub use model::{Device, Model, Precision};
pub use nearest::nearest;
pub use search::Search;
pub use server::Server;
pub use site::{Brand, Site};
pub use values::{Accent, BaseUrl, BindAddress};

/// The file that is read when none is named and it is there.
pub const FILE_NAME: &str = "config.toml";

const DEFAULT_DATA_DIR: &str = "hallway-data";
const DEFAULT_SAMPLES_DIR: &str = "data";

/// Everything that can be set, with absolute paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file this was read from, if there was one.
    pub file: Option<PathBuf>,
    /// Where the database, the index and the vectors are kept.
    pub data_dir: PathBuf,
    /// The conferences a new data directory is filled with.
    pub samples_dir: PathBuf,
    /// The web server.
    pub server: Server,
    /// The embedding model.
    pub model: Model,
    /// Sizes of result lists.
    pub search: Search,
    /// What the site calls itself.
    pub site: Site,
}

/// Where settings come from, so that a test can give its own.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The file named by the user; without one, `config.toml` in the working directory.
    pub file: Option<PathBuf>,
    /// Environment variables; those that do not begin with `HALLWAY_` are passed over.
    pub variables: Vec<(String, String)>,
    /// What relative paths start from when there is no file.
    pub working_dir: PathBuf,
}

impl Sources {
    /// The process's own environment and working directory.
    ///
    /// # Errors
    /// The working directory is gone or may not be read.
    pub fn of_process(file: Option<PathBuf>) -> Result<Self, ConfigError> {
        let working_dir = std::env::current_dir().map_err(ConfigError::WorkingDirectory)?;
        // A variable that is no Unicode cannot be one of ours: names and values are text.
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let variables = std::env::vars_os().filter_map(text).collect();
        Ok(Self { file, variables, working_dir })
    }
}

impl Config {
    /// Reads the named file (or `./config.toml`, or the defaults) and the environment.
    ///
    /// # Errors
    /// The file cannot be read, or it or a variable holds an unknown key or an unusable value.
    pub fn load(file: Option<PathBuf>) -> Result<Self, ConfigError> {
        Self::load_from(&Sources::of_process(file)?)
    }

    /// Like [`Config::load`], from given sources.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_from(sources: &Sources) -> Result<Self, ConfigError> {
        let file = find_file(sources);
        let mut table = match &file {
            Some(path) => read_file(path)?,
            None => toml::Table::new(),
        };
        environment::overlay(&mut table, &sources.variables)?;
        let raw: RawConfig =
            table.try_into().expect("the file and every variable were read into the same type");
        let base = match &file {
            Some(path) => folder_of(&sources.working_dir.join(path)),
            None => sources.working_dir.clone(),
        };
        Ok(raw.complete(file, &base))
    }
}

/// The top level as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
struct RawConfig {
    data_dir: Option<PathBuf>,
    samples_dir: Option<PathBuf>,
    server: server::RawServer,
    model: model::RawModel,
    search: search::RawSearch,
    site: site::RawSite,
}

/// The tables of the file, which are also the second word of a variable's name.
const SECTIONS: [&str; 4] = ["server", "model", "search", "site"];

impl RawConfig {
    fn complete(self, file: Option<PathBuf>, base: &Path) -> Config {
        let data_dir = self.data_dir.unwrap_or_else(|| DEFAULT_DATA_DIR.into());
        Config {
            file,
            data_dir: base.join(data_dir),
            samples_dir: folders::find_shipped(base, self.samples_dir, DEFAULT_SAMPLES_DIR),
            server: self.server.complete(),
            model: self.model.complete(base),
            search: self.search.complete(),
            site: self.site.complete(base),
        }
    }
}

fn find_file(sources: &Sources) -> Option<PathBuf> {
    let here = sources.working_dir.join(FILE_NAME);
    sources.file.clone().or_else(|| here.is_file().then_some(here))
}

fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Reads a file twice: into the types, for errors with lines, and into a table, to lay the
/// environment over it.
fn read_file(path: &Path) -> Result<toml::Table, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    toml::from_str::<RawConfig>(&text).map_err(|e| ConfigError::in_file(path, &text, &e))?;
    toml::from_str(&text).map_err(|e| ConfigError::in_file(path, &text, &e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(folder: &Path, variables: &[(&str, &str)]) -> Sources {
        let variables = variables.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
        Sources { file: None, variables, working_dir: folder.to_owned() }
    }

    fn load_text(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
        Config::load_from(&sources(folder.path(), &[]))
    }

    #[test]
    fn the_shipped_file_states_the_defaults() {
        let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shipped = Config::load_from(&sources(crate_folder, &[])).unwrap();
        assert_eq!(shipped.file, Some(crate_folder.join(FILE_NAME)));
        let built_in = RawConfig::default().complete(shipped.file.clone(), crate_folder);
        assert_eq!(shipped, built_in);
    }

    #[test]
    fn every_key_is_in_the_shipped_file() {
        let text = include_str!("../../config.toml");
        let all = [
            "data_dir",
            "samples_dir",
            "bind",
            "workers",
            "max_concurrent_searches",
            "kept_answers_mb",
            "base_url",
            "dir",
            "device",
            "precision",
            "max_waiting_queries",
            "batch_tokens",
            "default_limit",
            "max_limit",
            "name",
            "tagline",
            "accent",
        ];
        for key in all {
            let shown = |line: &str| line.trim_start_matches("# ").starts_with(&format!("{key} ="));
            assert!(text.lines().any(shown), "`{key}` is not in config.toml");
        }
        // The keys that are shown but commented out can be used as they stand.
        let uncommented: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(key) if all.iter().any(|k| key.starts_with(&format!("{k} ="))) => key,
                _ => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        toml::from_str::<RawConfig>(&uncommented).unwrap();
    }

    #[test]
    fn paths_start_at_the_folder_of_the_file_they_stand_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sub").join("my.toml");
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(&file, "data_dir = 'd'\nsamples_dir = '/s'\nmodel.dir = 'm'").unwrap();
        let mut given = sources(folder.path(), &[]);
        given.file = Some(file.clone());
        let config = Config::load_from(&given).unwrap();
        assert_eq!(config.data_dir, folder.path().join("sub/d"));
        assert_eq!(config.samples_dir, Path::new("/s"));
        assert_eq!(config.model.dir, folder.path().join("sub/m"));
    }

    #[test]
    fn an_event_may_have_colours_and_a_logo_of_its_own() {
        let shown = include_str!("../../config.toml").lines();
        let example = shown.filter_map(|line| line.strip_prefix("#   ")).collect::<Vec<_>>();
        let config = load_text(&example.join("\n")).unwrap();
        let (slug, brand) = config.site.events.first_key_value().unwrap();
        assert_eq!(slug, "aidev-europe-2025");
        assert_eq!(brand.accent.as_ref().unwrap().as_str(), "#0b6e4f");
        assert!(brand.accent_dark.is_some());
        assert!(brand.logo.as_ref().unwrap().is_absolute());
        let mistake = load_text("[site.events.a]\nacent = '#000000'\n").unwrap_err();
        assert!(mistake.to_string().ends_with(":2: there is no key `acent`"), "{mistake}");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let text = "data_dir = 'a'\n[server]\nbind = '1.2.3.4:5'\nworkers = 3\n";
        std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
        let config = Config::load_from(&sources(
            folder.path(),
            &[
                ("HALLWAY_DATA_DIR", "b"),
                ("HALLWAY_SERVER_BIND", "0.0.0.0:9"),
                ("HALLWAY_SITE_NAME", "2026"),
                ("HALLWAY_SEARCH_DEFAULT_LIMIT", "7"),
                ("HALLWAY_SERVER_BASE_URL", ""),
                ("HALLWAY_REQUIRE_GPU", "1"),
                ("HOME", "/nowhere"),
            ],
        ))
        .unwrap();
        assert_eq!(config.data_dir, folder.path().join("b"));
        assert_eq!(config.server.bind.to_string(), "0.0.0.0:9");
        assert_eq!(config.server.workers, 3);
        assert_eq!(config.site.name, "2026");
        assert_eq!(config.search.default_limit, 7);
        assert_eq!(config.server.base_url, None);
    }

    #[test]
    fn a_mistake_in_the_file_is_named_with_its_line() {
        let mistakes = [
            "[server]\nbnid = '1'\n",
            "date_dir = '1'\n",
            "\n\n[model]\ndevice = 'gup'\n",
            "server.workers = 0\n",
            "[server]\nworkers = 'four'\n",
            "[server]\nbind = 'localhost'\n",
            "[site]\naccent = 'red'\n",
            "[serve]\nbind = 'localhost'\n",
            "[site]\nname = \n",
            "server = 3\n",
        ];
        let message = |text| {
            let message = load_text(text).unwrap_err().to_string();
            message.split_once(FILE_NAME).map(|(_, rest)| rest.to_owned()).unwrap()
        };
        insta::assert_snapshot!(mistakes.map(message).join("\n"), @r#"
        :2: there is no key `bnid`
        :1: there is no key `date_dir`
        :4: `device` cannot be used: unknown variant `gup`, expected one of `auto`, `cpu`, `gpu`, `gpu-software`
        :1: `server.workers` cannot be used: invalid value: integer `0`, expected a whole number from 1 to 256
        :2: `workers` cannot be used: invalid type: string "four", expected a whole number from 1 to 256
        :2: `bind` cannot be used: `localhost` is not an address, wanted `HOST:PORT` such as `127.0.0.1:8080`
        :2: `accent` cannot be used: `red` is not a colour, wanted one such as `#2563eb`
        :1: there is no key `serve`
        :2: string values must be quoted, expected literal string
        :1: `server` cannot be used: invalid type: integer `3`, expected a section of keys
        "#);
    }

    #[test]
    fn a_near_miss_comes_with_the_right_word() {
        let suggestion = |text: &str| load_text(text).unwrap_err().suggestion().map(str::to_owned);
        assert_eq!(suggestion("[server]\nbnid = '1'").as_deref(), Some("bind"));
        assert_eq!(suggestion("[model]\ndevice = 'gup'").as_deref(), Some("gpu"));
        assert_eq!(suggestion("[serve]\nbind = '1'").as_deref(), Some("server"));
        assert_eq!(suggestion("[server]\ncompletely_else = '1'"), None);
    }

    #[test]
    fn a_mistake_in_a_variable_is_named_by_the_variable() {
        let folder = tempfile::tempdir().unwrap();
        let mistakes = [
            ("HALLWAY_SERVER_BNID", "1"),
            ("HALLWAY_DATADIR", "1"),
            ("HALLWAY_SERVER_WORKERS", "-1"),
            ("HALLWAY_SERVER_WORKERS", "many"),
        ];
        let message = |mistake| {
            let error = Config::load_from(&sources(folder.path(), &[mistake])).unwrap_err();
            format!("{error} -> {}", error.suggestion().unwrap_or("-"))
        };
        insta::assert_snapshot!(mistakes.map(message).join("\n"), @r#"
        environment variable `HALLWAY_SERVER_BNID`: there is no key `bnid` -> HALLWAY_SERVER_BIND
        environment variable `HALLWAY_DATADIR`: there is no key `datadir` -> HALLWAY_DATA_DIR
        environment variable `HALLWAY_SERVER_WORKERS`: `workers` cannot be used: invalid value: integer `-1`, expected a whole number from 1 to 256 -> -
        environment variable `HALLWAY_SERVER_WORKERS`: `workers` cannot be used: invalid type: string "many", expected a whole number from 1 to 256 -> -
        "#);
    }

    #[test]
    fn a_named_file_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut given = sources(folder.path(), &[]);
        given.file = Some(folder.path().join("none.toml"));
        let error = Config::load_from(&given).unwrap_err();
        assert!(matches!(error, ConfigError::Unreadable { .. }), "{error}");
    }
}
