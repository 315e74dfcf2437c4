//! Which vectors the records still need, so that the others can be removed. Removes none itself.

use std::collections::HashSet;

use rayon::prelude::*;

use super::{App, AppError};
use crate::text::{ContentHash, content_hash};

impl App {
    /// Removes vectors of texts that no record has any longer, once they are many, and returns how
    /// many: an archive that changes every day must not grow for ever.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn forget_unneeded(&self) -> Result<usize, AppError> {
        let snapshot = self.snapshot();
        let corpus = snapshot.engine.corpus();
        let hashes = |document: usize| -> Vec<ContentHash> {
            corpus.passages(document).iter().map(|it| content_hash(&it.input)).collect()
        };
        let documents = 0..corpus.documents().len();
        let needed: HashSet<ContentHash> = documents.into_par_iter().flat_map(hashes).collect();
        Ok(self.archive.store.forget_except(&needed, snapshot.records)?)
    }
}
