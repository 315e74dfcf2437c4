//! The primitives in plain Rust, for processors that have none of the known instruction sets.

use super::primitives::Primitives;

/// Bits of an activation in each of two planes: half of its twelve.
pub(super) const PLANE_BITS: i32 = 6;

/// The upper (plane 0) or lower (plane 1) six bits of an activation: never a byte's sign.
#[inline(always)]
pub(super) fn six_bits(quantised: u16, plane: usize) -> u8 {
    match plane {
        0 => (quantised >> PLANE_BITS) as u8,
        _ => (quantised & ((1 << PLANE_BITS) - 1)) as u8,
    }
}

/// Plain loops over arrays, which compilers turn into whatever vectors the baseline has. Activations
/// lie in two planes of bytes, as on ARM: so every test of the planes runs everywhere.
pub(super) struct Portable;

impl Primitives for Portable {
    type Value = u8;
    const PLANES: usize = 2;
    const LANES: usize = 4;
    const ROWS: usize = 2;

    type Weights = [[i8; 4]; 4];
    type Activations = [u8; 4];
    type Sums = [i32; 4];

    #[inline(always)]
    fn value(quantised: u16, plane: usize) -> u8 {
        six_bits(quantised, plane)
    }

    #[inline(always)]
    unsafe fn zero() -> Self::Sums {
        [0; 4]
    }

    #[inline(always)]
    unsafe fn load(weights: *const i8) -> Self::Weights {
        // SAFETY: the caller lets 16 bytes be read; arrays of bytes need no alignment.
        unsafe { weights.cast::<Self::Weights>().read() }
    }

    #[inline(always)]
    unsafe fn broadcast(activations: *const u32) -> Self::Activations {
        // SAFETY: the caller lets 4 bytes be read, from any alignment.
        unsafe { activations.cast::<Self::Activations>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn multiply(mut sums: Self::Sums, x: Self::Activations, w: Self::Weights) -> Self::Sums {
        for (sum, weights) in sums.iter_mut().zip(w) {
            for (weight, value) in weights.into_iter().zip(x) {
                *sum += i32::from(weight) * i32::from(value);
            }
        }
        sums
    }

    #[inline(always)]
    unsafe fn raise(sums: Self::Sums) -> Self::Sums {
        sums.map(|sum| sum << PLANE_BITS)
    }

    #[inline(always)]
    unsafe fn store(sums: Self::Sums, to: *mut i32) {
        // SAFETY: the caller lets 4 integers be written, from any alignment.
        unsafe { to.cast::<Self::Sums>().write_unaligned(sums) }
    }

    #[inline(always)]
    fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }
}
