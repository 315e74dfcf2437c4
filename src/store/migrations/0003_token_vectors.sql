-- The tokens of whole talks, for late interaction: one row a text and model with its token head.
-- `tokens` is three little-endian u32 a token: number in the vocabulary, first byte, end byte.
-- `numbers` is `width` i8 a token, in the same order.
CREATE TABLE token_vector (
    key          INTEGER PRIMARY KEY,
    model        INTEGER NOT NULL REFERENCES model (key) ON DELETE CASCADE,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
    width        INTEGER NOT NULL CHECK (width > 0),
    tokens       BLOB NOT NULL CHECK (length(tokens) % 12 = 0),
    numbers      BLOB NOT NULL CHECK (length(numbers) = length(tokens) / 12 * width),
    UNIQUE (model, content_hash)
) STRICT;
