//! `hallway model fit-tokens`: the projection that keeps most of what token states differ in, by
//! principal components. Reads texts that it is given; fetches nothing and trains on no judgement.

use std::path::{Path, PathBuf};

use super::EmbedError;
use super::embedder::Embedder;
use super::open::DeviceChoice;
use super::token_head::{TOKEN_HEAD_FILE, serialise};

/// Rotations stop when all that is off the diagonal is this small a share of the whole: far below
/// what half precision keeps.
const RESIDUE: f64 = 1e-20;
/// Sweeps over all pairs; a symmetric matrix of 384 rows needs about ten.
const MAX_SWEEPS: usize = 40;

/// What fitting a projection did.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Fitted {
    /// The file written.
    pub path: PathBuf,
    /// Tokens it was fitted on.
    pub tokens: usize,
    /// Values in a row.
    pub width: usize,
    /// Share of the squared length of all tokens that the rows keep, 0 to 1.
    pub kept: f64,
}

/// Fits a projection of token states to `width` values on these texts and writes it into the model
/// folder.
///
/// The rows are the leading eigenvectors of the uncentred second moment of the tokens' directions:
/// of all projections to so many values the one whose cosines differ least from the full ones in
/// the mean (Eckart and Young 1936, doi:10.1007/BF02288367).
///
/// # Errors
/// The model cannot be run, `width` is 0 or larger than a state, there are fewer tokens than values
/// in a state, or the file cannot be written.
pub fn fit_tokens(model: &Path, texts: &[&str], width: usize) -> Result<Fitted, EmbedError> {
    let embedder = Embedder::open(model, DeviceChoice::Cpu)?;
    let hidden = embedder.dim();
    let unsuitable = |reason| EmbedError::Unsupported { folder: model.to_owned(), reason };
    if width == 0 || width > hidden {
        return Err(unsuitable(format!("rows of {width} values, its states have {hidden}")));
    }
    let (moment, tokens) = embedder.second_moment(texts)?;
    if tokens < hidden {
        return Err(unsuitable(format!("{tokens} tokens are too few, {hidden} are needed")));
    }
    let (values, vectors) = eigen(moment, hidden);
    let mut order: Vec<usize> = (0..hidden).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let total: f64 = values.iter().sum();
    let kept: f64 = order[..width].iter().map(|&place| values[place]).sum();
    let weight: Vec<f32> =
        order[..width].iter().flat_map(|&place| direction(&vectors, hidden, place)).collect();
    let path = model.join(TOKEN_HEAD_FILE);
    std::fs::write(&path, serialise(&weight, width))
        .map_err(|source| EmbedError::Write { path: path.clone(), source })?;
    Ok(Fitted { path, tokens, width, kept: kept / total })
}

/// An eigenvector, turned so that its largest value is positive: the same file every time.
fn direction(vectors: &[f64], size: usize, place: usize) -> Vec<f32> {
    let column: Vec<f64> = (0..size).map(|row| vectors[row * size + place]).collect();
    let largest = column.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()));
    let sign = if largest.is_some_and(|value| value < 0.0) { -1.0 } else { 1.0 };
    column.into_iter().map(|value| (sign * value) as f32).collect()
}

/// Eigenvalues of a symmetric matrix, and its eigenvectors as columns, both in no order: the cyclic
/// Jacobi method (Golub and Van Loan, Matrix Computations, 8.5).
fn eigen(mut matrix: Vec<f64>, size: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; size * size];
    (0..size).for_each(|place| vectors[place * size + place] = 1.0);
    for _ in 0..MAX_SWEEPS {
        if off_diagonal(&matrix, size) <= RESIDUE {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                if let Some(turn) = Turn::zeroing(&matrix, size, p, q) {
                    turn.columns(&mut matrix, size);
                    turn.rows(&mut matrix, size);
                    turn.columns(&mut vectors, size);
                }
            }
        }
    }
    ((0..size).map(|place| matrix[place * size + place]).collect(), vectors)
}

/// Squared values off the diagonal as a share of all.
fn off_diagonal(matrix: &[f64], size: usize) -> f64 {
    let square = |value: &f64| value * value;
    let all: f64 = matrix.iter().map(square).sum();
    let diagonal: f64 = matrix.iter().step_by(size + 1).map(square).sum();
    if all > 0.0 { (all - diagonal) / all } else { 0.0 }
}

/// A rotation in the plane of two axes.
struct Turn {
    p: usize,
    q: usize,
    cos: f64,
    sin: f64,
}

impl Turn {
    /// The rotation that makes the value at `p`, `q` zero; `None` when it is.
    fn zeroing(matrix: &[f64], size: usize, p: usize, q: usize) -> Option<Self> {
        let value = matrix[p * size + q];
        if value == 0.0 {
            return None;
        }
        let theta = (matrix[q * size + q] - matrix[p * size + p]) / (2.0 * value);
        let tan = theta.signum() / (theta.abs() + theta.hypot(1.0));
        let cos = 1.0 / tan.hypot(1.0);
        Some(Self { p, q, cos, sin: tan * cos })
    }

    fn columns(&self, matrix: &mut [f64], size: usize) {
        for row in matrix.chunks_exact_mut(size) {
            let (a, b) = (row[self.p], row[self.q]);
            row[self.p] = self.cos * a - self.sin * b;
            row[self.q] = self.sin * a + self.cos * b;
        }
    }

    fn rows(&self, matrix: &mut [f64], size: usize) {
        for column in 0..size {
            let (at_p, at_q) = (self.p * size + column, self.q * size + column);
            let (a, b) = (matrix[at_p], matrix[at_q]);
            matrix[at_p] = self.cos * a - self.sin * b;
            matrix[at_q] = self.sin * a + self.cos * b;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn eigenvectors_put_a_symmetric_matrix_together_again(
            size in 1usize..7,
            seed in prop::collection::vec(-3.0f64..3.0, 49),
        ) {
            let at = |row: usize, column: usize| seed[row.max(column) * 7 + row.min(column)];
            let matrix: Vec<f64> =
                (0..size * size).map(|place| at(place / size, place % size)).collect();
            let (values, vectors) = eigen(matrix.clone(), size);
            for row in 0..size {
                for column in 0..size {
                    let part = |k: usize| {
                        values[k] * vectors[row * size + k] * vectors[column * size + k]
                    };
                    let sum: f64 = (0..size).map(part).sum();
                    prop_assert!((sum - matrix[row * size + column]).abs() < 1e-6);
                }
            }
        }
    }

    #[test]
    fn a_direction_does_not_depend_on_its_sign() {
        assert_eq!(direction(&[0.6, 0.0, -0.8, 1.0], 2, 0), [-0.6, 0.8]);
        assert_eq!(direction(&[-0.6, 0.0, 0.8, 1.0], 2, 0), [-0.6, 0.8]);
    }
}
