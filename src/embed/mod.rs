//! Text in, vectors out: model folders, tokenising, batching and the device that runs them.
//!
//! A model folder holds `config.json`, `tokenizer.json`, `model.safetensors` (f32, f16, or int8
//! rows) and, for what those do not say, `manifest.json` or the files of sentence-transformers;
//! `token-head.safetensors`, where it is there, makes token vectors for late interaction.
//! Nothing here knows of conferences, and nothing is ever fetched.

mod apart;
mod batches;
mod convert;
mod embedder;
mod encode;
mod error;
mod files;
mod fit;
mod folder;
mod manifest;
mod open;
mod service;
mod standby;
mod token_head;
mod tokenize;
mod weights;

pub use crate::compute::cpu::Precision;
pub use crate::compute::{Match, TokenRows};
pub use convert::{Converted, RowFormat, convert};
pub use embedder::{Embedder, ModelInfo};
pub use encode::Encoding;
pub use error::EmbedError;
pub use fit::{Fitted, fit_tokens};
pub use manifest::{Manifest, Provenance};
pub use open::{DeviceChoice, Running, open_weights};
pub use service::{EmbeddingService, Health, Refusal, ServiceLimits, Weakness};
