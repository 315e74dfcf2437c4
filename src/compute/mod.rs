//! Tensors in, tensors out: the forward pass of a BERT encoder on a CPU or a GPU.
//!
//! Both devices take the same packed [`Batch`] and the same [`Weights`] and give the same vectors
//! within a stated tolerance. Nothing here knows of text, files or conferences.

mod batch;
pub mod cpu;
pub mod gpu;
mod integers;
mod max_sim;
pub mod measure;
mod weights;

pub use batch::{Batch, BatchError};
pub use max_sim::{Match, MaxSimError, TokenRows, UNIT};
pub use weights::{Layer, LayerNorm, Linear, Pooling, Shape, Weights};

/// A device that runs the forward pass. One per process; calls may come from several threads.
pub trait Device: Send + Sync {
    /// `cpu` or `gpu`, and what people should read about it.
    fn describe(&self) -> DeviceInfo;

    /// Runs the encoder over a packed batch and pools every sequence.
    ///
    /// Returns `batch.sequences()` rows of `hidden` values each, row-major, in the order of the
    /// batch, each row of length 1 (L2) when [`Shape::normalise`] is set.
    ///
    /// # Errors
    /// The device was lost or ran out of memory, or the batch holds an id or a length the model
    /// does not have.
    fn forward(&self, batch: &Batch) -> Result<Vec<f32>, ComputeError> {
        self.encode(batch, Keep::Pooled).map(|encoded| encoded.pooled)
    }

    /// As [`Device::forward`], with the last layer's state of every token where asked for.
    ///
    /// # Errors
    /// As [`Device::forward`].
    fn encode(&self, batch: &Batch, keep: Keep) -> Result<Encoded, ComputeError>;

    /// For each document and each token of the query the nearest token of the document: one list
    /// a document, in the order of the query's tokens.
    ///
    /// # Errors
    /// The rows are of different widths, a document has no rows, or the device was lost.
    fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, ComputeError>;
}

/// What of a forward pass is brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// One vector a sequence.
    Pooled,
    /// The states of all tokens too.
    States,
}

/// What a forward pass gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoded {
    /// `[sequences, hidden]`, row-major.
    pub pooled: Vec<f32>,
    /// `[tokens, hidden]`, row-major: the states after the last layer, of no particular length.
    /// Empty unless asked for.
    pub states: Vec<f32>,
}

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DeviceInfo {
    /// `cpu` or `gpu`.
    pub kind: DeviceKind,
    /// The processor's or adapter's name.
    pub name: String,
    /// Instruction set or graphics interface (`avx512`, `vulkan`).
    pub backend: String,
    /// Whether a GPU adapter is drawn in software (lavapipe, SwiftShader).
    pub software: bool,
}

/// The two sorts of device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// The processor.
    Cpu,
    /// A GPU through wgpu.
    Gpu,
}

/// Why a forward pass, or setting one up, failed.
#[derive(Debug, thiserror::Error)]
pub enum ComputeError {
    /// No adapter, or none of the wanted sort.
    #[error("no usable GPU adapter: {0}")]
    NoAdapter(String),
    /// The adapter cannot hold the model or run its kernels.
    #[error("the GPU `{adapter}` is too small: {reason}")]
    TooSmall {
        /// The adapter's name.
        adapter: String,
        /// Which limit, wanted and found.
        reason: String,
    },
    /// The device could not be opened, or stopped working while in use.
    #[error("the GPU was lost: {0}")]
    DeviceLost(String),
    /// The device gives other vectors than the processor.
    #[error("the GPU calculates wrongly: its vectors are off the processor's by {difference:e}")]
    Inaccurate {
        /// The largest difference of two values, measured against 1 or the value itself, whichever
        /// is larger.
        difference: f32,
    },
    /// A kernel file could not be expanded or compiled.
    #[error("kernel `{kernel}` does not compile: {reason}")]
    Kernel {
        /// File name in `kernels/`.
        kernel: String,
        /// The compiler's words.
        reason: String,
    },
    /// The batch does not fit the model.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// Token vectors that cannot be compared.
    #[error(transparent)]
    MaxSim(#[from] MaxSimError),
}
