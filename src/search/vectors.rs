//! The vectors of all passages, in half precision, in memory or in a mapped file. Makes none.

use std::fmt;
use std::sync::Arc;

use half::f16;

use super::CorpusError;
use crate::compute::cpu::halved;

/// Rows that others hold: a file that is mapped into memory.
pub type SharedRows = Arc<dyn AsRef<[f16]> + Send + Sync>;

/// One vector per passage, in the order of documents and their passages.
pub struct Vectors {
    dim: usize,
    shared: SharedRows,
    /// Rows that the shared ones lack, numbered on from them.
    added: Vec<f16>,
    /// For each passage its row: passages of the same words have one together.
    places: Vec<u32>,
}

impl Vectors {
    /// Takes rows of `dim` values each, one a passage, every row of length 1 (or 0 where there is
    /// none). They are rounded to half precision.
    ///
    /// # Errors
    /// The values do not fill whole rows.
    pub fn new(dim: usize, values: Vec<f32>) -> Result<Self, CorpusError> {
        let rows = values.len() / dim.max(1);
        let none: SharedRows = Arc::new(Vec::new());
        Self::of_rows(dim, none, halved(&values), (0..rows as u32).collect())
    }

    /// Takes shared rows of `dim` values each, rows besides them, and for each passage the number
    /// of its row: those added are numbered on from the shared ones.
    ///
    /// # Errors
    /// The values do not fill whole rows, or a passage has a row that is not there.
    pub fn of_rows(
        dim: usize,
        shared: SharedRows,
        added: Vec<f16>,
        places: Vec<u32>,
    ) -> Result<Self, CorpusError> {
        for values in [(*shared).as_ref().len(), added.len()] {
            if dim == 0 || !values.is_multiple_of(dim) {
                return Err(CorpusError::RaggedRows { dim, values });
            }
        }
        let rows = ((*shared).as_ref().len() + added.len()) / dim;
        match places.iter().find(|&&row| row as usize >= rows) {
            Some(&row) => Err(CorpusError::NoRow { row: row as usize, rows }),
            None => Ok(Self { dim, shared, added, places }),
        }
    }

    /// Values in a row.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Number of passages that have a row.
    pub fn rows(&self) -> usize {
        self.places.len()
    }

    /// The row of a passage.
    pub(super) fn row(&self, passage: usize) -> Option<&[f16]> {
        let start = *self.places.get(passage)? as usize * self.dim;
        let shared = (*self.shared).as_ref();
        match start.checked_sub(shared.len()) {
            None => shared.get(start..start + self.dim),
            Some(start) => self.added.get(start..start + self.dim),
        }
    }
}

impl fmt::Debug for Vectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} vectors of {} values", self.rows(), self.dim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(values: &[f32]) -> SharedRows {
        Arc::new(halved(values))
    }

    #[test]
    fn rows_are_found_wherever_they_are() {
        let added = halved(&[5.0, 6.0]);
        let places = vec![2, 0, 1, 0];
        let vectors = Vectors::of_rows(2, shared(&[1.0, 2.0, 3.0, 4.0]), added, places).unwrap();
        let row = |passage| vectors.row(passage).map(|row| row[0].to_f32());
        let expected = [Some(5.0), Some(1.0), Some(3.0), Some(1.0), None];
        assert_eq!([0, 1, 2, 3, 4].map(row), expected);
        assert_eq!(vectors.rows(), 4);
    }

    #[test]
    fn rows_that_are_not_whole_or_not_there_are_refused() {
        assert!(Vectors::new(2, vec![0.0; 3]).is_err());
        assert!(Vectors::new(0, Vec::new()).is_err());
        assert!(Vectors::of_rows(2, shared(&[0.0; 3]), Vec::new(), Vec::new()).is_err());
        let missing = Vectors::of_rows(2, shared(&[0.0; 4]), Vec::new(), vec![2]);
        assert!(matches!(missing, Err(CorpusError::NoRow { row: 2, rows: 2 })));
    }
}
