//! What the GPU keeps on disk: files that are replaced whole, and the driver's compiled kernels.
//! Nothing here is needed: whatever cannot be read or written is done without.

use std::path::{Path, PathBuf};

/// Writes a file beside its place and moves it there, so that no reader ever sees half of one.
///
/// # Errors
/// The folder cannot be written to.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

/// The compiled kernels of earlier runs, where the backend lets programs keep them (Vulkan).
pub(super) struct KernelCache {
    path: PathBuf,
    before: Option<Vec<u8>>,
    pub(super) cache: wgpu::PipelineCache,
}

impl KernelCache {
    /// Opens the cache of this adapter in a folder; `None` where the device has none.
    pub(super) fn open(
        device: &wgpu::Device,
        info: &wgpu::AdapterInfo,
        folder: &Path,
    ) -> Option<Self> {
        if !device.features().contains(wgpu::Features::PIPELINE_CACHE) {
            return None;
        }
        let path = folder.join(wgpu::util::pipeline_cache_key(info)?);
        let before = std::fs::read(&path).ok();
        let descriptor = wgpu::PipelineCacheDescriptor {
            label: Some("kernels"),
            data: before.as_deref(),
            fallback: true,
        };
        // SAFETY: the data must come from `get_data` of an adapter with the same key. The file's
        // name is that key, only `keep` writes it, and it is replaced whole. wgpu checks the
        // header (adapter, driver, length) and with `fallback` begins an empty cache where it is
        // another's.
        let cache = unsafe { device.create_pipeline_cache(&descriptor) };
        Some(Self { path, before, cache })
    }

    /// Writes what the driver has compiled, unless it is what was there.
    pub(super) fn keep(&self) {
        let Some(data) = self.cache.get_data() else { return };
        if self.before.as_ref() == Some(&data) {
            return;
        }
        if let Err(error) = replace(&self.path, &data) {
            tracing::debug!(%error, path = %self.path.display(), "compiled kernels are not kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        replace(&path, b"1").unwrap();
        replace(&path, b"2").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"2");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(&folder.path().join("none/a"), b"").is_err());
    }
}
