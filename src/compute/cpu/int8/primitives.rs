//! The operations that differ from processor to processor. Everything else of the product is
//! written once, over these.

/// The highest quantised activation: 4,096 products with weights of up to 127 fit into 31 bits. One
/// for all processors, so that all of them find the same sums.
pub(super) const TOP: f32 = 4095.0;

/// What the product needs of an instruction set.
///
/// Methods are `inline(always)` in every implementation, so that the function with the matching
/// `target_feature` in which they end up compiles them to the instructions that they name.
///
/// # Safety
/// The unsafe methods may only be called on a processor that has the instruction set. `load`,
/// `broadcast` and `store` read or write as much as they say, from any alignment.
pub(super) trait Primitives {
    /// A stored activation, of one or two bytes.
    type Value: bytemuck::Pod;
    /// Values that one activation is stored as, each with its share of the bits, highest first.
    const PLANES: usize = 1;
    /// Inputs that meet in one 32-bit lane: as many values as fill it.
    const STEP: usize = size_of::<u32>() / size_of::<Self::Value>();
    /// 32-bit sums side by side in [`Primitives::Sums`].
    const LANES: usize;
    /// Rows of activations that share the loaded weights: as many as there are registers for.
    const ROWS: usize;

    /// [`Primitives::STEP`] weights for each of [`Primitives::LANES`] outputs.
    type Weights: Copy;
    /// The same activations in every lane.
    type Activations: Copy;
    /// One 32-bit sum a lane.
    type Sums: Copy;

    /// The share that a plane has of a quantised activation.
    fn value(quantised: u16, plane: usize) -> Self::Value;

    unsafe fn zero() -> Self::Sums;
    /// Reads `STEP * LANES` bytes.
    unsafe fn load(weights: *const i8) -> Self::Weights;
    /// Reads four bytes.
    unsafe fn broadcast(activations: *const u32) -> Self::Activations;
    /// Adds the products of activations and weights to each lane.
    unsafe fn multiply(sums: Self::Sums, x: Self::Activations, w: Self::Weights) -> Self::Sums;
    /// Multiplies the sums of one plane by what its bits are worth in the next.
    #[inline(always)]
    unsafe fn raise(sums: Self::Sums) -> Self::Sums {
        sums
    }
    /// Writes [`Primitives::LANES`] integers.
    unsafe fn store(sums: Self::Sums, to: *mut i32);

    /// `a * b + c`, in one rounding where the processor has such an instruction.
    fn multiply_add(a: f32, b: f32, c: f32) -> f32;
}
