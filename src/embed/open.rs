//! From a model folder to an [`Embedder`]: files are read, checked and unpacked beside each other,
//! and the devices are made. Runs no text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::EmbedError;
use super::apart::apart;
use super::convert::hex_sha256;
use super::embedder::{BulkDevice, Embedder};
use super::folder::{Bytes, Folder};
use super::manifest::{Manifest, read_shape};
use super::standby::Standby;
use super::token_head;
use super::tokenize::TextTokenizer;
use super::weights;
use crate::compute::cpu::{CpuDevice, Precision};
use crate::compute::gpu::{AdapterChoice, GpuDevice};
use crate::compute::{ComputeError, Device, DeviceKind, Shape, Weights};

/// Which device runs the model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The processor for queries and small work; a hardware GPU, where there is one, for bulk.
    #[default]
    Auto,
    /// The processor alone.
    Cpu,
    /// A hardware GPU for everything; none is an error. The processor takes over from one that
    /// fails or cannot hold the model.
    Gpu,
    /// Any adapter for everything, one drawn in software too, and nothing takes over from it: for
    /// tests of the kernels, which must not pass on the processor.
    GpuSoftware,
}

/// How a model is run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Running {
    /// Where.
    pub device: DeviceChoice,
    /// What the processor calculates with.
    pub precision: Precision,
    /// The folder with the variants that were found fastest on a GPU and the kernels compiled for it.
    pub gpu_folder: Option<PathBuf>,
}

impl From<DeviceChoice> for Running {
    fn from(device: DeviceChoice) -> Self {
        Self { device, ..Self::default() }
    }
}

/// The numbers of the model at `path`, for whoever runs a device on token ids, without texts.
///
/// # Errors
/// The folder is missing, damaged or of a kind that cannot be run.
pub fn open_weights(path: &Path) -> Result<Weights, EmbedError> {
    let folder = Folder::open(path)?;
    let manifest = Manifest::read(&folder)?;
    let shape = read_shape(&folder, &manifest)?;
    Ok(read_weights(&folder, &manifest, shape)?.0)
}

impl Embedder {
    /// Opens the model at `path` (a folder, or a package that holds one).
    ///
    /// # Errors
    /// The folder is missing, damaged or of a kind that cannot be run; or a GPU was asked for and
    /// there is none.
    pub fn open(path: &Path, running: impl Into<Running>) -> Result<Self, EmbedError> {
        let running: Running = running.into();
        let folder = Arc::new(Folder::open(path)?);
        let manifest = Manifest::read(&folder)?;
        let shape = read_shape(&folder, &manifest)?;
        let dim = shape.hidden;
        let (model, tokenizer) = rayon::join(
            || read_weights(&folder, &manifest, shape.clone()),
            || TextTokenizer::read(&folder, manifest.max_tokens),
        );
        let ((weights, hash), tokenizer) = (model?, tokenizer?);
        let id = format!("{}@{}", manifest.name, &hash[..12]);
        let (head, head_hash) = token_head::find(&folder, dim)?.unzip();
        let token_id = format!("{id}+{}", head_hash.unwrap_or_default());
        let is_auto = running.device == DeviceChoice::Auto;
        let source = Source { folder, manifest: manifest.clone(), shape, hash, running };
        let (device, gpu) = open_device(weights, &source)?;
        let bulk = is_auto.then_some(source);
        let bulk = BulkDevice::new(bulk, device.clone());
        let is_on_processor = device.describe().kind == DeviceKind::Cpu;
        Ok(Self {
            id,
            manifest,
            tokenizer,
            head,
            token_id,
            dim,
            device,
            is_on_processor,
            gpu,
            bulk,
        })
    }
}

#[cfg(test)]
impl Embedder {
    /// The words of the model at `path`, run on a device that gives `dim` values and no states.
    pub(super) fn over_device(
        path: &Path,
        device: Arc<dyn Device>,
        dim: usize,
        gpu: Option<Arc<Standby>>,
    ) -> Result<Self, EmbedError> {
        let folder = Folder::open(path)?;
        let manifest = Manifest::read(&folder)?;
        let tokenizer = TextTokenizer::read(&folder, manifest.max_tokens)?;
        Ok(Self {
            id: "test".to_owned(),
            manifest,
            tokenizer,
            head: None,
            token_id: String::new(),
            dim,
            is_on_processor: false,
            bulk: BulkDevice::new(None, device.clone()),
            device,
            gpu,
        })
    }
}

/// Where a model can be read again, for a device that is made later.
#[derive(Clone)]
pub(super) struct Source {
    folder: Arc<Folder>,
    manifest: Manifest,
    shape: Shape,
    /// SHA-256 of the weights' file when the model was opened.
    hash: String,
    running: Running,
}

impl Source {
    /// The same weights as before. Others, which may lie there by now, would give vectors that
    /// cannot be compared with those that are kept.
    fn weights(&self) -> Result<Weights, ComputeError> {
        let read = read_weights(&self.folder, &self.manifest, self.shape.clone());
        let lost = |reason: &dyn std::fmt::Display| {
            ComputeError::DeviceLost(format!("the model is gone: {reason}"))
        };
        let (weights, hash) = read.map_err(|error| lost(&error))?;
        match hash == self.hash {
            true => Ok(weights),
            false => Err(lost(&format_args!(
                "the SHA-256 of `{}` is {hash}, it was {} when the model was opened",
                self.folder.path_of("model.safetensors").display(),
                self.hash
            ))),
        }
    }

    fn processor(&self, weights: Weights) -> Arc<dyn Device> {
        Arc::new(CpuDevice::new(weights, self.running.precision))
    }

    fn gpu(&self, weights: &Weights, choice: AdapterChoice) -> Result<GpuDevice, ComputeError> {
        match &self.running.gpu_folder {
            Some(folder) => GpuDevice::open_in(weights, choice, folder),
            None => GpuDevice::open(weights, choice),
        }
    }

    fn on_processor(&self) -> Result<Arc<dyn Device>, ComputeError> {
        Ok(self.processor(self.weights()?))
    }

    /// A hardware GPU with `processor` behind it.
    pub(super) fn on_gpu(&self, processor: Arc<dyn Device>) -> Option<Standby> {
        match apart(|| self.gpu(&self.weights()?, AdapterChoice::Hardware)) {
            Ok(gpu) => Some(Standby::new(Arc::new(gpu), Box::new(move || Ok(processor.clone())))),
            Err(error) => {
                tell_of_no_gpu(&error);
                None
            }
        }
    }
}

/// Having no GPU is the ordinary case and not worth a warning; having one that cannot be used is.
fn tell_of_no_gpu(error: &ComputeError) {
    match error {
        ComputeError::NoAdapter(_) => tracing::debug!(%error, "bulk work runs on the processor"),
        _ => tracing::warn!(%error, "the GPU is not used; bulk work runs on the processor"),
    }
}

/// A device, and the GPU that it is, if the processor may take over from it.
type Opened = (Arc<dyn Device>, Option<Arc<Standby>>);

fn open_device(weights: Weights, source: &Source) -> Result<Opened, EmbedError> {
    match source.running.device {
        DeviceChoice::Auto | DeviceChoice::Cpu => Ok((source.processor(weights), None)),
        DeviceChoice::GpuSoftware => {
            Ok((Arc::new(source.gpu(&weights, AdapterChoice::Any)?), None))
        }
        DeviceChoice::Gpu => match source.gpu(&weights, AdapterChoice::Hardware) {
            Ok(gpu) => {
                let source = source.clone();
                let standby = Standby::new(Arc::new(gpu), Box::new(move || source.on_processor()));
                let standby = Arc::new(standby);
                Ok((standby.clone(), Some(standby)))
            }
            Err(error @ ComputeError::NoAdapter(_)) => Err(error.into()),
            Err(error) => {
                let standby = Standby::failed(&error, source.processor(weights));
                let standby = Arc::new(standby);
                Ok((standby.clone(), Some(standby)))
            }
        },
    }
}

/// The weights, and the SHA-256 of their file; checks it against the manifest's.
fn read_weights(
    folder: &Folder,
    manifest: &Manifest,
    shape: Shape,
) -> Result<(Weights, String), EmbedError> {
    let path = folder.path_of("model.safetensors");
    let bytes: Bytes = folder.get("model.safetensors")?;
    let (hash, weights) =
        rayon::join(|| hex_sha256(&bytes), || weights::read(&bytes, shape, &path));
    if let Some(provenance) = manifest.provenance.as_ref().filter(|p| p.sha256 != hash) {
        let reason = format!("its SHA-256 is {hash}, the manifest says {}", provenance.sha256);
        return Err(EmbedError::Corrupt { path, reason });
    }
    Ok((weights?, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_weights_than_those_that_were_opened_are_refused() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model");
        let folder = Arc::new(Folder::open(&path).unwrap());
        let manifest = Manifest::read(&folder).unwrap();
        let shape = read_shape(&folder, &manifest).unwrap();
        let hash = manifest.provenance.as_ref().unwrap().sha256.clone();
        let mut source = Source { folder, manifest, shape, hash, running: Running::default() };
        assert!(source.weights().is_ok());
        source.hash = "0".repeat(64);
        let error = source.weights().unwrap_err().to_string();
        assert!(error.contains("it was 000"), "{error}");
    }
}
