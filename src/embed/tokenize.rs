//! Text to token ids, with the truncation that the model wants and no padding.

use tokenizers::{Tokenizer, TruncationParams};

use super::EmbedError;
use super::folder::Folder;
use crate::domain::Token;

/// Characters looked at for each token kept. English has about 4.5; beyond 64 nothing can be left
/// of the text within the model's length, and a hostile text of megabytes stays cheap.
const CHARS_PER_TOKEN: usize = 64;

/// A tokenizer that cuts texts to the model's length.
pub(super) struct TextTokenizer {
    tokenizer: Tokenizer,
    max_tokens: usize,
}

impl TextTokenizer {
    /// Reads `tokenizer.json`. Truncation and padding written into the file are switched off:
    /// MiniLM's file pads everything to 128 tokens and cuts there too.
    pub(super) fn read(folder: &Folder, max_tokens: usize) -> Result<Self, EmbedError> {
        let bytes = folder.get("tokenizer.json")?;
        let corrupt = |error: tokenizers::Error| EmbedError::Corrupt {
            path: folder.path_of("tokenizer.json"),
            reason: error.to_string(),
        };
        let mut tokenizer = Tokenizer::from_bytes(&*bytes).map_err(corrupt)?;
        let truncation = TruncationParams { max_length: max_tokens, ..TruncationParams::default() };
        tokenizer.with_padding(None).with_truncation(Some(truncation)).map_err(corrupt)?;
        Ok(Self { tokenizer, max_tokens })
    }

    /// Token ids of `prefix` and `text`, special tokens included.
    pub(super) fn encode(&self, prefix: &str, text: &str) -> Result<Vec<u32>, EmbedError> {
        let encoding =
            self.tokenizer.encode_fast(self.input(prefix, text), true).map_err(failed)?;
        Ok(encoding.get_ids().to_vec())
    }

    /// As [`TextTokenizer::encode`], with the bytes of `text` that each token stands for; empty for
    /// special tokens and those of the prefix.
    pub(super) fn encode_placed(&self, prefix: &str, text: &str) -> Result<Vec<Token>, EmbedError> {
        let encoding = self.tokenizer.encode(self.input(prefix, text), true).map_err(failed)?;
        let skipped = prefix.len();
        let place = |&(start, end): &(usize, usize)| {
            (start.saturating_sub(skipped)) as u32..(end.saturating_sub(skipped)) as u32
        };
        let ranges = encoding.get_offsets().iter().map(place);
        let tokens = encoding.get_ids().iter().zip(ranges);
        Ok(tokens.map(|(&id, range)| Token { id, range }).collect())
    }

    fn input(&self, prefix: &str, text: &str) -> String {
        let limit = self.max_tokens * CHARS_PER_TOKEN;
        let end = text.char_indices().nth(limit).map_or(text.len(), |(end, _)| end);
        format!("{prefix}{}", &text[..end])
    }
}

fn failed(error: tokenizers::Error) -> EmbedError {
    EmbedError::Tokenize(error.to_string())
}
