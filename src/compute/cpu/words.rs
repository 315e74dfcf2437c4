//! The rows of words, the largest part of a model: in `f32`, or as integers of 8 bits with a scale a
//! row, which take a quarter of the memory. Knows nothing of what they are added to.

use rayon::prelude::*;

use super::super::integers::{quantised, scale_of};
use super::Precision;
use super::int8::quantise_weights;

/// A row of `width` values for each word of the vocabulary.
pub(super) struct Words {
    width: usize,
    rows: Rows,
}

enum Rows {
    Float(Vec<f32>),
    Int8 { values: Vec<i8>, scales: Vec<f32> },
}

impl Words {
    /// `rows` is `[vocabulary, width]`.
    pub(super) fn new(rows: Vec<f32>, width: usize, precision: Precision) -> Self {
        let rows = match precision {
            Precision::F32 => Rows::exact(&rows, width).unwrap_or(Rows::Float(rows)),
            Precision::Int8 => Rows::quantised(&rows, width),
        };
        Self { width, rows }
    }

    /// Writes the row of a word to `row`, which is `width` long.
    ///
    /// # Panics
    /// If the vocabulary has no such word: that is a mistake in the caller.
    pub(super) fn read(&self, word: u32, row: &mut [f32]) {
        let place = word as usize;
        let values = place * self.width..(place + 1) * self.width;
        match &self.rows {
            Rows::Float(rows) => row.copy_from_slice(&rows[values]),
            Rows::Int8 { values: integers, scales } => {
                let scale = scales[place];
                for (value, &integer) in row.iter_mut().zip(&integers[values]) {
                    *value = f32::from(integer) * scale;
                }
            }
        }
    }
}

impl Rows {
    /// The rows as integers, where that is what they were made of.
    fn exact(rows: &[f32], width: usize) -> Option<Self> {
        let scales: Vec<f32> = rows.par_chunks_exact(width).map(scale_of).collect::<Option<_>>()?;
        let all = rows.par_chunks_exact(width).zip(&scales);
        let integers = |(row, &scale): (&[f32], &f32)| -> Vec<i8> {
            row.iter().map(|&value| quantised(value, scale)).collect()
        };
        Some(Self::Int8 { values: all.flat_map_iter(integers).collect(), scales })
    }

    fn quantised(rows: &[f32], width: usize) -> Self {
        let mut values = vec![0; rows.len()];
        let pairs = values.par_chunks_exact_mut(width).zip(rows.par_chunks_exact(width));
        let scales = pairs.map(|(integers, row)| quantise_weights(row, integers)).collect();
        Self::Int8 { values, scales }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_integers_come_back_as_they_were_in_both_precisions() {
        let integers = [[127, -3, 0, 64], [0; 4], [5, -127, 1, -1]];
        let rows: Vec<f32> =
            integers.as_flattened().iter().map(|&it: &i8| f32::from(it) * 0.03).collect();
        for precision in [Precision::F32, Precision::Int8] {
            let words = Words::new(rows.clone(), 4, precision);
            for (word, row) in (0..).zip(rows.chunks_exact(4)) {
                let mut read = [f32::NAN; 4];
                words.read(word, &mut read);
                let off = read.iter().zip(row).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(off <= 1e-6, "{precision:?}: {read:?}, not {row:?}");
            }
        }
    }
}
