//! Which variants an adapter runs: defaults by its sort, and the choices that `hallway model tune`
//! has measured, kept in a small file. It measures nothing itself.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::adapter::is_software;
use super::kernels::{Queries, Tiling};

/// Name of the file in the data directory.
pub const TUNING_FILE: &str = "gpu-tuning.json";

/// Raised when kernels change so much that old choices say nothing.
const VERSION: u32 = 1;

/// Threads a subgroup must have for the shuffled matmul.
const SHUFFLED_THREADS: u32 = 8;

/// Choices that depend on the adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tuning {
    /// The matmul of batches.
    pub wide: Tiling,
    /// The matmul of short queries.
    pub narrow: Tiling,
    /// Attention queries a thread.
    pub queries: Queries,
}

impl Tuning {
    /// For software adapters without subgroups: see the heads of the kernel files.
    pub const SOFTWARE: Self =
        Self { wide: Tiling::Register4, narrow: Tiling::Register4, queries: Queries::Four };

    /// For software adapters with subgroups, by measurement on lavapipe. Tiles of four rows waste
    /// less of a query and do less at a time: that is even, and one kernel is compiled sooner.
    pub const SHUFFLED: Self =
        Self { wide: Tiling::Shuffled8, narrow: Tiling::Shuffled8, queries: Queries::Four };

    /// For real GPUs. Judgement, not measurement: see the heads of the kernel files.
    pub const HARDWARE: Self =
        Self { wide: Tiling::Shared, narrow: Tiling::Narrow, queries: Queries::One };

    /// What suits an adapter of which nothing is known but its sort.
    pub(super) fn default_for(adapter: &wgpu::Adapter) -> Self {
        match (is_software(&adapter.get_info()), can_shuffle(adapter)) {
            (false, _) => Self::HARDWARE,
            (true, true) => Self::SHUFFLED,
            (true, false) => Self::SOFTWARE,
        }
    }

    /// Whether an adapter has what these variants need.
    pub(super) fn runs_on(self, adapter: &wgpu::Adapter) -> bool {
        let needs = self.wide.needs_subgroups() || self.narrow.needs_subgroups();
        !needs || can_shuffle(adapter)
    }
}

/// Whether the shuffled matmul runs: it wants every subgroup to have eight threads, and a workgroup
/// of eight makes no larger ones.
pub(super) fn can_shuffle(adapter: &wgpu::Adapter) -> bool {
    let info = adapter.get_info();
    adapter.features().contains(wgpu::Features::SUBGROUP)
        && info.subgroup_min_size >= SHUFFLED_THREADS
}

/// What was chosen for the adapters of a machine.
#[derive(Debug, Default, Serialize, Deserialize)]
struct TuningFile {
    version: u32,
    choices: Vec<Choice>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Choice {
    adapter: String,
    driver: String,
    tuning: Tuning,
}

/// The choice for this adapter and driver, if the folder has one that still makes sense. A file
/// that does not is worth a line in the log and nothing more.
pub(super) fn stored(folder: &Path, adapter: &wgpu::Adapter) -> Option<Tuning> {
    let path = folder.join(TUNING_FILE);
    let file = match read(&path) {
        Ok(file) => file?,
        Err(reason) => {
            tracing::warn!(path = %path.display(), reason, "the GPU's tuning is ignored");
            return None;
        }
    };
    let (name, driver) = key(&adapter.get_info());
    let choice = file.choices.iter().find(|c| c.adapter == name && c.driver == driver)?;
    if choice.tuning.runs_on(adapter) {
        return Some(choice.tuning);
    }
    let reason = "the adapter no longer runs it";
    tracing::warn!(path = %path.display(), reason, "the GPU's tuning is ignored");
    None
}

/// Keeps a choice for an adapter with its present driver, beside those for others.
///
/// # Errors
/// The file cannot be written.
pub(super) fn store(
    folder: &Path,
    info: &wgpu::AdapterInfo,
    tuning: Tuning,
) -> std::io::Result<()> {
    let path = folder.join(TUNING_FILE);
    let (adapter, driver) = key(info);
    let mut choices = read(&path).ok().flatten().unwrap_or_default().choices;
    // Another driver of the same adapter is gone for good.
    choices.retain(|choice| choice.adapter != adapter);
    choices.push(Choice { adapter, driver, tuning });
    let file = TuningFile { version: VERSION, choices };
    std::fs::create_dir_all(folder)?;
    super::files::replace(&path, &serde_json::to_vec_pretty(&file)?)
}

/// `None` where there is no file.
fn read(path: &Path) -> Result<Option<TuningFile>, String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let file: TuningFile = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    match file.version {
        VERSION => Ok(Some(file)),
        other => Err(format!("it has version {other}, not {VERSION}")),
    }
}

/// Adapter, and driver with its version.
fn key(info: &wgpu::AdapterInfo) -> (String, String) {
    let driver = format!("{} {} ({})", info.driver, info.driver_info, info.backend);
    (info.name.clone(), driver)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(name: &str, driver: &str) -> wgpu::AdapterInfo {
        let mut info = wgpu::AdapterInfo::new(wgpu::DeviceType::DiscreteGpu, wgpu::Backend::Vulkan);
        (info.name, info.driver) = (name.to_owned(), driver.to_owned());
        info
    }

    #[test]
    fn one_choice_is_kept_an_adapter() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new");
        store(&folder, &info("a", "1"), Tuning::HARDWARE).unwrap();
        store(&folder, &info("b", "1"), Tuning::SOFTWARE).unwrap();
        store(&folder, &info("a", "2"), Tuning::SHUFFLED).unwrap();
        let file = read(&folder.join(TUNING_FILE)).unwrap().unwrap();
        let kept: Vec<_> = file
            .choices
            .iter()
            .map(|c| (c.adapter.as_str(), c.driver.as_str(), c.tuning))
            .collect();
        let expected =
            [("b", "1  (vulkan)", Tuning::SOFTWARE), ("a", "2  (vulkan)", Tuning::SHUFFLED)];
        assert_eq!(kept, expected);
    }

    #[test]
    fn a_file_that_is_damaged_or_of_another_version_is_no_choice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(TUNING_FILE);
        assert!(read(&path).unwrap().is_none());
        std::fs::write(&path, "{\"version\": 1, \"choi").unwrap();
        assert!(read(&path).is_err());
        std::fs::write(&path, "{\"version\": 9, \"choices\": []}").unwrap();
        assert_eq!(read(&path).unwrap_err(), "it has version 9, not 1");
        store(folder.path(), &info("a", "1"), Tuning::HARDWARE).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().choices.len(), 1);
    }
}
