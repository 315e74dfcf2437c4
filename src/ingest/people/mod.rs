//! Names of people as free text: speakers that stand in a title, and lists in one field. Guesses
//! nothing: what does not look like people stays where it was.

mod cell;
mod list;
mod parts;
mod shape;
mod split;
mod vocabulary;

pub(super) use cell::names;
pub(super) use split::{split_last, split_titles};
