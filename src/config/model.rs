//! `[model]`: which embedding model runs, and where.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::folders;
use super::values::Count;

const DEFAULT_DIR: &str = "data/model";
/// See config.toml: about three batches for each of two cores, a few tens of milliseconds of work.
const DEFAULT_MAX_WAITING_QUERIES: usize = 64;
/// See config.toml: half a second of work for two cores.
const DEFAULT_BATCH_TOKENS: usize = 4_096;

/// The embedding model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The model folder.
    pub dir: PathBuf,
    /// Where it runs.
    pub device: Device,
    /// What the CPU calculates with.
    pub precision: Precision,
    /// Queries that may wait for it.
    pub max_waiting_queries: usize,
    /// Tokens of a batch while talks are embedded and nobody searches.
    pub batch_tokens: usize,
}

/// Where the model runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// A hardware GPU for bulk work where there is one, the CPU for the rest.
    #[default]
    Auto,
    /// The CPU alone.
    Cpu,
    /// A hardware GPU for everything; an error where there is none.
    Gpu,
    /// Any GPU adapter, software ones too, for everything.
    GpuSoftware,
}

impl Device {
    /// Every choice, the default first.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Cpu, Self::Gpu, Self::GpuSoftware];

    /// The word used in config.toml and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
            Self::GpuSoftware => "gpu-software",
        }
    }
}

/// What the CPU calculates with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The fastest that has been shown to rank as well.
    #[default]
    Auto,
    /// 32-bit floating point.
    F32,
    /// Integers: weights of 8 bits, activations of 12.
    Int8,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
pub(super) struct RawModel {
    dir: Option<PathBuf>,
    device: Option<Device>,
    precision: Option<Precision>,
    max_waiting_queries: Option<Count<1024>>,
    batch_tokens: Option<Count<32768>>,
}

impl RawModel {
    pub(super) fn complete(self, base: &Path) -> Model {
        Model {
            dir: folders::find_shipped(base, self.dir, DEFAULT_DIR),
            device: self.device.unwrap_or_default(),
            precision: self.precision.unwrap_or_default(),
            max_waiting_queries: self
                .max_waiting_queries
                .map_or(DEFAULT_MAX_WAITING_QUERIES, Count::get),
            batch_tokens: self.batch_tokens.map_or(DEFAULT_BATCH_TOKENS, Count::get),
        }
    }
}
