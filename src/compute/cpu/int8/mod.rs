//! Linear layers in integers: weights of 8 bits, quantised by output row when the model is loaded,
//! activations of 12 bits, quantised by token on every call, products exact in 32-bit integers,
//! results back in `f32`.
//! Knows nothing of layers, attention or files.
//!
//! A row of activations `x` becomes `x ~ low + step * q` with whole numbers `q` from 0 to
//! [`TOP`](primitives::TOP), and a row of weights `w ~ scale * v` with `v`
//! from -127 to 127, so that
//!
//! ```text
//! sum x w ~ scale * (step * sum q v + low * sum v)
//! ```
//!
//! where `scale * sum v` is known beforehand. One loop does this for all processors
//! ([`multiply`]); they differ in the few operations of [`primitives::Primitives`].

mod epilogue;
mod level;
mod multiply;
#[cfg(target_arch = "aarch64")]
mod neon;
mod panels;
mod portable;
mod primitives;
mod quantise;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::ops::Range;

use super::super::Linear;
use super::grid::Grid;
use super::linear::{Epilogue, Operands};
use level::Level;
pub(super) use panels::{MOST_INPUTS, quantise_weights};
use panels::{Panels, Part};
pub(super) use quantise::Quantised;

/// A linear layer with 8-bit weights, packed for the processor it was made on.
pub(super) struct Int8Linear {
    panels: Panels,
    level: Level,
}

impl Int8Linear {
    /// Quantises the weights by output row: the largest of a row becomes 127 or -127. Rows that
    /// were stored as such integers and a scale come back as the same integers.
    ///
    /// # Panics
    /// If the layer has more than [`MOST_INPUTS`] inputs: that is a mistake in the caller.
    pub(super) fn new(linear: &Linear) -> Self {
        Self::for_level(linear, Level::best())
    }

    fn for_level(linear: &Linear, level: Level) -> Self {
        Self { panels: Panels::new(linear, level.layout()), level }
    }

    /// How its outputs are cut into panels.
    pub(super) fn grid(&self) -> &Grid {
        self.panels.grid()
    }

    /// As [`PackedLinear::apply_part`](super::linear::PackedLinear::apply_part); longer slices are
    /// used in their first part. Values that are not finite give a row of no meaning.
    pub(super) fn apply(
        &self,
        panels: Range<usize>,
        operands: Operands<'_>,
        scratch: &mut Quantised,
        out: &mut [f32],
    ) {
        let Operands { x, rows, epilogue } = operands;
        let values = rows * self.grid().outputs_of(&panels).len();
        let epilogue = match epilogue {
            Epilogue::Residual(residual) => Epilogue::Residual(&residual[..values]),
            other => other,
        };
        let x = &x[..rows * self.grid().inputs];
        let part = Part { panels: &self.panels, range: panels };
        self.level.apply(part, x, epilogue, scratch, &mut out[..values]);
    }

    /// The instruction set that the product uses here, for people to read.
    pub(super) fn instruction_set() -> &'static str {
        Level::best().name()
    }
}

#[cfg(test)]
mod tests;
