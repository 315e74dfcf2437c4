//! Vectors for any processor: arrays in plain loops, which compilers turn into what vector
//! instructions the build may use (SSE2 on x86-64). No intrinsics.

use super::Simd;

/// Four lanes, as the narrowest vector registers hold.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Portable;

const LANES: usize = 4;

#[inline(always)]
fn each(a: [f32; LANES], b: [f32; LANES], of: impl Fn(f32, f32) -> f32) -> [f32; LANES] {
    [of(a[0], b[0]), of(a[1], b[1]), of(a[2], b[2]), of(a[3], b[3])]
}

impl Simd for Portable {
    type Vector = [f32; LANES];
    const LANES: usize = LANES;
    /// 4 x 2 sums leave half of SSE2's 16 registers to the operands and, for want of a fused
    /// instruction, to the products.
    const ROWS: usize = 4;

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Vector {
        [value; LANES]
    }

    #[inline(always)]
    fn load(self, values: &[f32]) -> Self::Vector {
        let values = &values[..LANES];
        [values[0], values[1], values[2], values[3]]
    }

    #[inline(always)]
    fn store(self, vector: Self::Vector, values: &mut [f32]) {
        values[..LANES].copy_from_slice(&vector);
    }

    #[inline(always)]
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a * b)
    }

    #[inline(always)]
    fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a / b)
    }

    /// Rounded twice: a fused one would be a library call where the build has no instruction.
    #[inline(always)]
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
        self.add(self.mul(a, b), c)
    }

    #[inline(always)]
    fn min(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn add_exponent(self, value: Self::Vector, exponent: Self::Vector) -> Self::Vector {
        each(value, exponent, |value, exponent| {
            f32::from_bits(value.to_bits().wrapping_add(exponent.to_bits() << 23))
        })
    }
}
