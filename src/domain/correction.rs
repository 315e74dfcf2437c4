//! A value somebody set by hand, which goes before what files say.

/// One corrected field of one talk. How a field is written as text is the merge's affair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Correction {
    /// The talk's id.
    pub talk: String,
    /// The field's word (`title`, `room`).
    pub field: String,
    /// The value that counts, as text.
    pub value: String,
    /// What the newest file says, as text: the value that comes back when the correction goes.
    pub stated: String,
}
