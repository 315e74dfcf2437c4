//! What late interaction compares: rows of small integers, one a token. States the rules that both
//! devices keep; computes nothing.

/// The integer that stands for 1.0 in a row: a vector of length 1 has values of -127 to 127, and
/// the product of two such rows is their cosine times the square of this.
pub const UNIT: f32 = 127.0;

/// The token vectors of one text, `[rows, width]`, row-major; each row stands for a vector of
/// length 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRows<'a> {
    /// The rows, end to end.
    pub values: &'a [i8],
    /// Values in a row.
    pub width: usize,
}

impl TokenRows<'_> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.width.max(1)
    }
}

/// The nearest token of a document to one token of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Its row in the document; of several that are as near, the first.
    pub row: usize,
    /// The cosine, within rounding.
    pub similarity: f32,
}

/// Why rows cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MaxSimError {
    /// The query's rows and a document's have different widths, or values are left over.
    #[error("rows of {found} values cannot be compared with rows of {wanted}")]
    Width {
        /// Values in a row of the query.
        wanted: usize,
        /// Values in a row of the document.
        found: usize,
    },
    /// A document without rows is near to nothing.
    #[error("document {0} has no token vectors")]
    NoRows(usize),
}

/// Whether all rows are whole and of one width, and no document is without.
pub(super) fn check(query: TokenRows<'_>, documents: &[TokenRows<'_>]) -> Result<(), MaxSimError> {
    let wanted = query.width;
    for rows in documents.iter().chain([&query]) {
        if rows.width != wanted || wanted == 0 || !rows.values.len().is_multiple_of(wanted) {
            return Err(MaxSimError::Width { wanted, found: rows.width });
        }
    }
    match documents.iter().position(|document| document.rows() == 0) {
        Some(place) => Err(MaxSimError::NoRows(place)),
        None => Ok(()),
    }
}

/// A cosine from the product of two rows.
pub(super) fn similarity(product: i32) -> f32 {
    product as f32 / (UNIT * UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_rows_of_one_width_are_compared() {
        let rows = |values, width| TokenRows { values, width };
        let query = rows(&[127, 0][..], 2);
        assert_eq!(check(query, &[rows(&[1, 2, 3, 4], 2)]), Ok(()));
        let narrow = check(query, &[rows(&[1, 2, 3, 4], 4)]);
        assert_eq!(narrow, Err(MaxSimError::Width { wanted: 2, found: 4 }));
        assert!(check(query, &[rows(&[1, 2, 3], 2)]).is_err());
        assert_eq!(check(query, &[rows(&[1, 2], 2), rows(&[], 2)]), Err(MaxSimError::NoRows(1)));
        assert!(check(rows(&[], 0), &[]).is_err());
        assert_eq!(check(rows(&[], 2), &[]), Ok(()));
    }
}
