//! Pure functions over text: cleaning, sentences, terms, slugs, passages, hashes. No I/O.

mod clean;
mod common;
mod document;
mod entity;
mod flatten;
mod fold;
mod hash;
mod html;
mod link;
mod markup;
mod ordinary;
mod passage;
mod sentence;
mod share_key;
mod slug;
mod speech;
mod tag;
mod timeline;
mod windows;
mod word;

pub use clean::{line, plain, strip_control};
pub use common::is_common_word;
pub use document::{
    announcement_document, documents, event_documents, event_keys, find_document, says_the_same,
    talk_document,
};
pub use fold::fold;
pub use hash::{ContentHash, content_hash};
pub use html::safe_html;
pub use link::is_web;
pub use ordinary::ordinary_rank;
pub use passage::{passages, text_offset};
pub use sentence::sentences;
pub use share_key::share_key;
pub use slug::slugify;
pub use speech::speech;
pub use word::{Word, is_stop_word, is_telling, keep_telling, stem, words};
