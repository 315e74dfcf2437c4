//! `hallway model convert`: a published model to a folder that a clone can carry.
//!
//! Weights with two dimensions are stored as int8 with one scale a row (or f16, or as they were);
//! everything else stays f32. Nothing is fetched: the source is a folder or a package on disk.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

use super::EmbedError;
use super::files::{NewFile, replace_all};
use super::folder::Folder;
use super::manifest::{MANIFEST_FILE, Manifest, Provenance, read_shape};
use super::token_head::{self, TOKEN_HEAD_FILE};
use super::tokenize::TextTokenizer;
use super::weights::{SCALE_SUFFIX, f32_values, read};

/// Files copied beside the weights when the source has them, and removed when it has not: what an
/// earlier model has left in the folder is not true of this one, its token head least of all.
const COPIED_FILES: [&str; 4] = [TOKEN_HEAD_FILE, "config.json", "LICENSE", "NOTICE"];

/// Tensors that no sentence embedding reads.
const UNUSED: [&str; 3] = ["embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias"];

/// How rows of two-dimensional weights are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// int8 with one f32 scale a row: a quarter of the size, cosine to f32 above 0.999.
    Int8,
    /// Half precision.
    F16,
    /// As published.
    F32,
}

/// What a conversion did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Converted {
    /// Name of the model.
    pub model: String,
    /// SHA-256 of the source's weights, hexadecimal.
    pub source_sha256: String,
    /// SHA-256 of the weights written, hexadecimal.
    pub sha256: String,
    /// Tensors written.
    pub tensors: usize,
    /// Size of the weights written.
    pub bytes: usize,
}

/// Converts the model at `source` (a folder, wheel or zip) into the folder `out`, which may be the
/// same one.
///
/// # Errors
/// The source is no BERT model that this program can run, `out` holds other files, or it cannot be
/// written. Nothing is written before the whole source has been read and checked.
pub fn convert(source: &Path, out: &Path, rows: RowFormat) -> Result<Converted, EmbedError> {
    let folder = Folder::open(source)?;
    let mut manifest = Manifest::read(&folder)?;
    let weights = folder.get("model.safetensors")?;
    check(&folder, &manifest, &weights)?;

    let tensors = Tensors::convert(&weights, rows).map_err(|reason| EmbedError::Corrupt {
        path: folder.path_of("model.safetensors"),
        reason,
    })?;
    let bytes = tensors.serialise();
    let converted = Converted {
        model: published_name(&folder, &manifest),
        source_sha256: hex_sha256(&weights),
        sha256: hex_sha256(&bytes),
        tensors: tensors.entries.len(),
        bytes: bytes.len(),
    };
    manifest.name = converted.model.rsplit('/').next().unwrap_or(&converted.model).to_owned();
    manifest.provenance = Some(provenance(source, &folder, &converted, rows)?);
    let files = files(&folder, &manifest, bytes)?;
    // No file is replaced while it is mapped: `out` may be the source.
    drop(weights);
    refuse_other_files(out)?;
    replace_all(out, &files)?;
    Ok(converted)
}

/// Reads the source as if to run it, so that a damaged one is refused before anything is written.
fn check(folder: &Folder, manifest: &Manifest, weights: &[u8]) -> Result<(), EmbedError> {
    let shape = read_shape(folder, manifest)?;
    let hidden = shape.hidden;
    read(weights, shape, &folder.path_of("model.safetensors"))?;
    TextTokenizer::read(folder, manifest.max_tokens)?;
    token_head::find(folder, hidden).map(drop)
}

/// `owner/model` when the source's folder is named `owner__model`, as packages do.
fn published_name(folder: &Folder, manifest: &Manifest) -> String {
    if let Some(provenance) = &manifest.provenance {
        return provenance.model.clone();
    }
    let place = match folder {
        Folder::Directory(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
        Folder::Package { prefix, .. } => {
            prefix.trim_end_matches('/').rsplit('/').next().map(str::to_owned)
        }
    };
    place
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| manifest.name.clone())
        .replace("__", "/")
}

fn provenance(
    source: &Path,
    folder: &Folder,
    converted: &Converted,
    rows: RowFormat,
) -> Result<Provenance, EmbedError> {
    let licence = match folder.find("LICENSE")? {
        Some(text) if text.windows(14).any(|words| words == b"Apache License") => "Apache-2.0",
        Some(_) => "see LICENSE",
        None => "unknown",
    };
    let changes = match rows {
        RowFormat::Int8 => "two-dimensional weights as int8 with one scale a row; pooler left out",
        RowFormat::F16 => "two-dimensional weights in half precision; pooler left out",
        RowFormat::F32 => "pooler left out",
    };
    Ok(Provenance {
        model: converted.model.clone(),
        source: source.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        source_sha256: converted.source_sha256.clone(),
        sha256: converted.sha256.clone(),
        licence: licence.to_owned(),
        changes: changes.to_owned(),
    })
}

/// Tensors ready to be written, in the order of their names.
struct Tensors {
    entries: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
}

impl Tensors {
    fn convert(weights: &[u8], rows: RowFormat) -> Result<Self, String> {
        let source = SafeTensors::deserialize(weights).map_err(|error| error.to_string())?;
        let mut entries = Vec::new();
        for (name, view) in source.tensors() {
            let name = name.strip_prefix("bert.").unwrap_or(&name).to_owned();
            if UNUSED.contains(&name.as_str()) {
                continue;
            }
            let shape = view.shape().to_vec();
            let is_table = shape.len() == 2 && !view.data().is_empty();
            if !is_table || view.dtype() != Dtype::F32 || rows == RowFormat::F32 {
                entries.push((name, view.dtype(), shape, view.data().to_vec()));
                continue;
            }
            let values = f32_values(view.data());
            match rows {
                RowFormat::F16 => entries.push((name, Dtype::F16, shape, to_f16(&values))),
                _ => {
                    let (codes, scales) = to_int8_rows(&values, shape[1]);
                    entries.push((name.clone() + SCALE_SUFFIX, Dtype::F32, vec![shape[0]], scales));
                    entries.push((name, Dtype::I8, shape, codes));
                }
            }
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self { entries })
    }

    fn serialise(&self) -> Vec<u8> {
        let views = self.entries.iter().map(|(name, dtype, shape, data)| {
            let view = TensorView::new(*dtype, shape.clone(), data)
                .expect("the bytes were made for this type and shape");
            (name.as_str(), view)
        });
        safetensors::serialize(views, None::<HashMap<String, String>>)
            .expect("names are unique, as they are keys of the source")
    }
}

fn to_f16(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect()
}

/// Codes (-127 to 127) and one scale a row: the row's largest magnitude over 127.
fn to_int8_rows(values: &[f32], columns: usize) -> (Vec<u8>, Vec<u8>) {
    let mut codes = Vec::with_capacity(values.len());
    let mut scales = Vec::new();
    for row in values.chunks_exact(columns) {
        let largest = row.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        // A row of zeros has codes of zero at any scale.
        let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        codes.extend(row.iter().map(|value| (value / scale).round() as i8 as u8));
        scales.extend(scale.to_le_bytes());
    }
    (codes, scales)
}

/// SHA-256 of some bytes, hexadecimal.
pub(super) fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
        hex
    })
}

/// The files of the converted model in the order in which they are put in place: the manifest last,
/// so that a folder whose writing was broken off does not match it.
fn files(
    source: &Folder,
    manifest: &Manifest,
    weights: Vec<u8>,
) -> Result<Vec<NewFile>, EmbedError> {
    let mut json =
        serde_json::to_vec_pretty(manifest).expect("a manifest has only strings and numbers");
    json.push(b'\n');
    let mut files = Vec::new();
    for name in COPIED_FILES {
        let bytes = source.find(name)?.map(|bytes| bytes.to_vec());
        files.push(NewFile { name, bytes });
    }
    let made = [
        ("model.safetensors", weights),
        ("tokenizer.json", plain_tokenizer(source)?),
        (MANIFEST_FILE, json),
    ];
    files.extend(made.map(|(name, bytes)| NewFile { name, bytes: Some(bytes) }));
    Ok(files)
}

/// Only an empty folder, or one that holds a model, is written to.
fn refuse_other_files(out: &Path) -> Result<(), EmbedError> {
    let is_occupied = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    match is_occupied && !out.join(MANIFEST_FILE).exists() {
        true => Err(EmbedError::Occupied(out.to_owned())),
        false => Ok(()),
    }
}

/// The tokenizer without the truncation and padding that were baked into its file.
fn plain_tokenizer(source: &Folder) -> Result<Vec<u8>, EmbedError> {
    let corrupt = |error: serde_json::Error| EmbedError::Corrupt {
        path: source.path_of("tokenizer.json"),
        reason: error.to_string(),
    };
    let bytes = source.get("tokenizer.json")?;
    let mut tokenizer: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&bytes).map_err(corrupt)?;
    for part in ["truncation", "padding"] {
        tokenizer.insert(part.to_owned(), serde_json::Value::Null);
    }
    serde_json::to_vec(&tokenizer).map_err(corrupt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn int8_rows_stay_within_half_a_step(
            values in prop::collection::vec(-3.0f32..3.0, 8..=8),
        ) {
            let (codes, scales) = to_int8_rows(&values, 4);
            let scales = f32_values(&scales);
            for (index, (code, value)) in codes.iter().zip(&values).enumerate() {
                let scale = scales[index / 4];
                let back = f32::from(*code as i8) * scale;
                prop_assert!((back - value).abs() <= scale * 0.5 + 1e-6);
            }
        }
    }

    #[test]
    fn a_row_of_zeros_converts() {
        assert_eq!(to_int8_rows(&[0.0; 4], 4).0, [0; 4]);
    }
}
