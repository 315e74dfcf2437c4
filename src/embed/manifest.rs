//! What a model folder says of itself: how to pool, what to put before a text, where it is from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::EmbedError;
use super::folder::Folder;
use crate::compute::{Pooling, Shape};

/// File name of the manifest within a model folder.
pub(super) const MANIFEST_FILE: &str = "manifest.json";

/// How to use a model, beyond what its `config.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name of the model, as its makers call it.
    pub name: String,
    /// How token states become one vector.
    pub pooling: Pooling,
    /// Whether vectors are scaled to length 1.
    #[serde(default = "yes")]
    pub normalise: bool,
    /// Longest input in tokens, the two special ones included; longer texts are cut.
    pub max_tokens: usize,
    /// Put before every query.
    #[serde(default)]
    pub query_prefix: String,
    /// Put before every passage.
    #[serde(default)]
    pub passage_prefix: String,
    /// Where the weights come from.
    #[serde(default)]
    pub provenance: Option<Provenance>,
}

/// Where weights come from and on what terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The published model.
    pub model: String,
    /// File or package the weights were taken from.
    pub source: String,
    /// SHA-256 of the original weights, hexadecimal.
    pub source_sha256: String,
    /// SHA-256 of `model.safetensors` in this folder, hexadecimal; checked at every start.
    pub sha256: String,
    /// Licence of the weights (SPDX).
    pub licence: String,
    /// What was done to the weights.
    pub changes: String,
}

fn yes() -> bool {
    true
}

impl Manifest {
    /// Reads `manifest.json`, or works the same facts out of the files that sentence-transformers
    /// writes (`1_Pooling/config.json`, `sentence_bert_config.json`, `modules.json`).
    pub(super) fn read(folder: &Folder) -> Result<Self, EmbedError> {
        match folder.find_json(MANIFEST_FILE)? {
            Some(manifest) => Ok(manifest),
            None => Self::of_sentence_transformers(folder),
        }
    }

    fn of_sentence_transformers(folder: &Folder) -> Result<Self, EmbedError> {
        let unsupported =
            |reason| EmbedError::Unsupported { folder: folder.root().to_owned(), reason };
        let modes: PoolingFile = folder.find_json("1_Pooling/config.json")?.unwrap_or_default();
        let pooling = pooling_of(&modes).map_err(unsupported)?;
        let lengths: LengthFile =
            folder.find_json("sentence_bert_config.json")?.unwrap_or_default();
        let modules: Vec<ModuleEntry> = folder.find_json("modules.json")?.unwrap_or_default();
        if let Some(dense) = modules.iter().find(|module| module.r#type.ends_with(".Dense")) {
            return Err(unsupported(format!("it has a dense head (`{}`)", dense.path)));
        }
        let named = folder.root().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self {
            name: named,
            pooling,
            // Whatever the folder's modules say: vectors are only ever compared by their cosines.
            normalise: true,
            max_tokens: lengths.max_seq_length,
            query_prefix: String::new(),
            passage_prefix: String::new(),
            provenance: None,
        })
    }
}

/// `1_Pooling/config.json`: a flag `pooling_mode_...` for each way of pooling, or one word.
type PoolingFile = BTreeMap<String, Value>;

/// The one way of pooling that is asked for, the mean if none is; or a sentence on why this program
/// cannot do it.
fn pooling_of(file: &PoolingFile) -> Result<Pooling, String> {
    let set = file.iter().filter(|(_, value)| value.as_bool() == Some(true));
    let flags = set.filter_map(|(name, _)| name.strip_prefix("pooling_mode_"));
    let modes: Vec<&str> = match file.get("pooling_mode").and_then(Value::as_str) {
        Some(mode) => vec![mode],
        None => flags.collect(),
    };
    match modes.as_slice() {
        // The square root of the length only scales the mean, and vectors are made to length 1.
        [] | ["mean_tokens" | "mean" | "mean_sqrt_len_tokens"] => Ok(Pooling::Mean),
        ["cls_token" | "cls"] => Ok(Pooling::Cls),
        _ => Err(format!(
            "it pools by `{}`, only the mean or the first token is known",
            modes.join("` and `")
        )),
    }
}

#[derive(Deserialize)]
struct LengthFile {
    max_seq_length: usize,
}

impl Default for LengthFile {
    fn default() -> Self {
        // What sentence-transformers models of this size are trained with.
        Self { max_seq_length: 256 }
    }
}

#[derive(Deserialize)]
struct ModuleEntry {
    path: String,
    r#type: String,
}

/// The encoder's shape, by `config.json` and the manifest.
pub(super) fn read_shape(folder: &Folder, manifest: &Manifest) -> Result<Shape, EmbedError> {
    BertConfig::read(folder)?
        .shape(manifest)
        .map_err(|reason| EmbedError::Unsupported { folder: folder.root().to_owned(), reason })
}

/// The part of a checkpoint's `config.json` that the forward pass needs.
#[derive(Debug, Deserialize)]
struct BertConfig {
    model_type: String,
    hidden_act: String,
    hidden_size: usize,
    intermediate_size: usize,
    layer_norm_eps: f32,
    max_position_embeddings: usize,
    num_attention_heads: usize,
    num_hidden_layers: usize,
    vocab_size: usize,
    #[serde(default)]
    position_embedding_type: Option<String>,
}

impl BertConfig {
    /// Reads `config.json`.
    fn read(folder: &Folder) -> Result<Self, EmbedError> {
        folder.find_json("config.json")?.ok_or_else(|| EmbedError::MissingFile {
            folder: folder.root().to_owned(),
            file: "config.json".to_owned(),
        })
    }

    /// The encoder's shape, or a sentence on why this program cannot run it.
    fn shape(&self, manifest: &Manifest) -> Result<Shape, String> {
        if self.model_type != "bert" {
            return Err(format!("its type is `{}`, only `bert` is known", self.model_type));
        }
        if self.hidden_act != "gelu" {
            return Err(format!("its activation is `{}`, only `gelu` is known", self.hidden_act));
        }
        if let Some(kind) = self.position_embedding_type.as_deref().filter(|k| *k != "absolute") {
            return Err(format!("its positions are `{kind}`, only `absolute` is known"));
        }
        let heads = self.num_attention_heads;
        if heads == 0 || self.hidden_size == 0 || !self.hidden_size.is_multiple_of(heads) {
            return Err(format!("{} is not a multiple of its {heads} heads", self.hidden_size));
        }
        if !(3..=self.max_position_embeddings).contains(&manifest.max_tokens) {
            return Err(format!(
                "`max_tokens` is {}, its positions are {}",
                manifest.max_tokens, self.max_position_embeddings
            ));
        }
        Ok(Shape {
            vocabulary: self.vocab_size,
            positions: self.max_position_embeddings,
            hidden: self.hidden_size,
            heads,
            intermediate: self.intermediate_size,
            layers: self.num_hidden_layers,
            layer_norm_epsilon: self.layer_norm_eps,
            pooling: manifest.pooling,
            normalise: manifest.normalise,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pooling(json: &str) -> Result<Pooling, String> {
        pooling_of(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn one_known_way_of_pooling_is_taken_and_others_are_refused() {
        let size = r#""word_embedding_dimension": 384"#;
        assert_eq!(pooling(&format!("{{{size}}}")), Ok(Pooling::Mean));
        let cls = r#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#;
        assert_eq!(pooling(cls), Ok(Pooling::Cls));
        assert_eq!(pooling(r#"{"pooling_mode_mean_sqrt_len_tokens": true}"#), Ok(Pooling::Mean));
        assert_eq!(pooling(r#"{"pooling_mode": "cls", "include_prompt": true}"#), Ok(Pooling::Cls));
        let most = pooling(r#"{"pooling_mode_max_tokens": true}"#).unwrap_err();
        assert_eq!(most, "it pools by `max_tokens`, only the mean or the first token is known");
        let both = r#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}"#;
        assert!(pooling(both).unwrap_err().contains("`cls_token` and `mean_tokens`"));
        assert!(pooling(r#"{"pooling_mode": "lasttoken"}"#).is_err());
    }
}
