//! `[model]`: which embedding model runs, and where.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::folders;

const DEFAULT_DIR: &str = "data/model";

/// The embedding model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The model folder.
    pub dir: PathBuf,
    /// Where it runs.
    pub device: Device,
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

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
pub(super) struct RawModel {
    dir: Option<PathBuf>,
    device: Option<Device>,
}

impl RawModel {
    pub(super) fn complete(self, base: &Path) -> Model {
        Model {
            dir: folders::find_shipped(base, self.dir, DEFAULT_DIR),
            device: self.device.unwrap_or_default(),
        }
    }
}
