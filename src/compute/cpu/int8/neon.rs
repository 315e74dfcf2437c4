//! The primitives on 64-bit ARM: the dot-product instruction where the processor has it, widening
//! multiplications elsewhere.

use std::arch::aarch64::*;
use std::arch::asm;

use super::portable::{PLANE_BITS, six_bits};
use super::primitives::Primitives;

/// The primitives over signed bytes, activations in two planes; `$dot` adds a product of sixteen bytes to four sums.
macro_rules! neon_primitives {
    ($(#[$doc:meta])* $name:ident, $dot:ident) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl Primitives for $name {
            type Value = u8;
            const PLANES: usize = 2;
            const LANES: usize = 4;
            // 24 sums, 4 weights and an activation in 32 registers.
            const ROWS: usize = 6;

            type Weights = int8x16_t;
            type Activations = int8x16_t;
            type Sums = int32x4_t;

            #[inline(always)]
            fn value(quantised: u16, plane: usize) -> u8 {
                six_bits(quantised, plane)
            }

            #[inline(always)]
            unsafe fn zero() -> Self::Sums {
                // SAFETY: every 64-bit ARM processor that Rust builds for has NEON.
                unsafe { vdupq_n_s32(0) }
            }

            #[inline(always)]
            unsafe fn load(weights: *const i8) -> Self::Weights {
                // SAFETY: as above, and the caller lets 16 bytes be read.
                unsafe { vld1q_s8(weights) }
            }

            #[inline(always)]
            unsafe fn broadcast(activations: *const u32) -> Self::Activations {
                // SAFETY: as above, and the caller lets 4 bytes be read.
                unsafe {
                    let four = activations.cast::<i32>().read_unaligned();
                    vreinterpretq_s8_s32(vdupq_n_s32(four))
                }
            }

            #[inline(always)]
            unsafe fn multiply(
                sums: Self::Sums,
                x: Self::Activations,
                w: Self::Weights,
            ) -> Self::Sums {
                // SAFETY: the caller runs on the instruction set.
                unsafe { $dot(sums, x, w) }
            }

            #[inline(always)]
            unsafe fn raise(sums: Self::Sums) -> Self::Sums {
                // SAFETY: as above.
                unsafe { vshlq_n_s32::<PLANE_BITS>(sums) }
            }

            #[inline(always)]
            unsafe fn store(sums: Self::Sums, to: *mut i32) {
                // SAFETY: as above, and the caller lets 4 integers be written.
                unsafe { vst1q_s32(to, sums) }
            }

            #[inline(always)]
            fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
                a.mul_add(b, c)
            }
        }
    };
}

neon_primitives!(
    /// NEON with the dot-product extension (ARMv8.2 and later).
    NeonDot,
    dot
);

neon_primitives!(
    /// NEON alone.
    Neon,
    widening_dot
);

/// `sdot`: its intrinsic is not stable in Rust yet.
///
/// # Safety
/// The processor has the dot-product extension.
#[inline(always)]
unsafe fn dot(mut sums: int32x4_t, x: int8x16_t, w: int8x16_t) -> int32x4_t {
    // SAFETY: the instruction works on these registers alone, and the caller's processor has it.
    unsafe {
        asm!(
            ".arch_extension dotprod",
            "sdot {sums:v}.4s, {x:v}.16b, {w:v}.16b",
            sums = inout(vreg) sums,
            x = in(vreg) x,
            w = in(vreg) w,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    sums
}

/// The same in four instructions. Two products of six bits and a weight of up to 127 are at most
/// 16,002, which stays inside 16 bits.
///
/// # Safety
/// None beyond NEON.
#[inline(always)]
unsafe fn widening_dot(sums: int32x4_t, x: int8x16_t, w: int8x16_t) -> int32x4_t {
    // SAFETY: every 64-bit ARM processor that Rust builds for has NEON.
    unsafe {
        let low = vmull_s8(vget_low_s8(x), vget_low_s8(w));
        let high = vmull_high_s8(x, w);
        vpadalq_s16(sums, vpaddq_s16(low, high))
    }
}
