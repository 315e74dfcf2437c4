//! The numbers of a BERT encoder, as plain `f32` tensors that any device can upload or repack.

/// Sizes and constants of an encoder.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Rows of the word table.
    pub vocabulary: usize,
    /// Rows of the position table.
    pub positions: usize,
    /// Width of a token's state.
    pub hidden: usize,
    /// Attention heads; `hidden` is a multiple of it.
    pub heads: usize,
    /// Width of the feed-forward layer.
    pub intermediate: usize,
    /// Encoder layers.
    pub layers: usize,
    /// Added to the variance in every layer normalisation.
    pub layer_norm_epsilon: f32,
    /// How token states become one vector.
    pub pooling: Pooling,
    /// Whether vectors are scaled to length 1.
    pub normalise: bool,
}

/// How token states become one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// The mean over all tokens.
    Mean,
    /// The state of the first token.
    Cls,
}

/// `y = W x + b`, stored as checkpoints store it.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    /// `[outputs, inputs]`, row-major.
    pub weight: Vec<f32>,
    /// `[outputs]`.
    pub bias: Vec<f32>,
}

/// Scale and shift of a layer normalisation, `[hidden]` each.
#[derive(Debug, Clone, Default)]
pub struct LayerNorm {
    /// Scale.
    pub weight: Vec<f32>,
    /// Shift.
    pub bias: Vec<f32>,
}

/// One encoder layer.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// Query, key and value side by side: `[3 * hidden, hidden]`, in that order.
    pub qkv: Linear,
    /// `[hidden, hidden]`.
    pub attention_output: Linear,
    /// After the attention's residual.
    pub attention_norm: LayerNorm,
    /// `[intermediate, hidden]`, followed by the erf form of GELU.
    pub up: Linear,
    /// `[hidden, intermediate]`.
    pub down: Linear,
    /// After the feed-forward's residual.
    pub output_norm: LayerNorm,
}

/// All tensors of an encoder. Token type is always 0, so its row is kept alone.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The sizes.
    pub shape: Shape,
    /// `[vocabulary, hidden]`.
    pub words: Vec<f32>,
    /// `[positions, hidden]`.
    pub positions: Vec<f32>,
    /// `[hidden]`: the embedding of token type 0.
    pub token_type: Vec<f32>,
    /// After the sum of the three embeddings.
    pub embedding_norm: LayerNorm,
    /// The layers, first to last.
    pub layers: Vec<Layer>,
}
