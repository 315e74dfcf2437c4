//! Text in, vectors out: model folders, tokenising, batching and the device that runs them.
//!
//! A model folder holds `config.json`, `tokenizer.json`, `model.safetensors` (f32, f16, or int8
//! rows) and, for what those do not say, `manifest.json` or the files of sentence-transformers.
//! Nothing here knows of conferences, and nothing is ever fetched.

mod convert;
mod embedder;
mod error;
mod folder;
mod manifest;
mod tokenize;
mod weights;

pub use convert::{Converted, RowFormat, convert};
pub use embedder::{DeviceChoice, Embedder, ModelInfo};
pub use error::EmbedError;
pub use manifest::{Manifest, Provenance};
