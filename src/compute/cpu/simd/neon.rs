//! NEON for 64-bit Arm. Nothing but single instructions.

use std::arch::aarch64::*;

use super::Simd;

/// Proof of NEON.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Neon(());

impl Neon {
    /// The proof, if the processor gives it.
    pub(super) fn detect() -> Option<Self> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Self(()))
    }
}

/// An operation on two vectors by one intrinsic.
macro_rules! pair {
    ($name:ident $intrinsic:ident) => {
        #[inline(always)]
        fn $name(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
            // SAFETY: as in `splat`.
            unsafe { $intrinsic(a, b) }
        }
    };
}

impl Simd for Neon {
    type Vector = float32x4_t;
    const LANES: usize = 4;
    /// 12 x 2 sums, 2 vectors of the right operand and 1 of the left: 27 of 32 registers.
    const ROWS: usize = 12;

    #[inline(always)]
    fn splat(self, value: f32) -> float32x4_t {
        // SAFETY: `self` is the proof that the processor has the instruction.
        unsafe { vdupq_n_f32(value) }
    }

    #[inline(always)]
    fn load(self, values: &[f32]) -> float32x4_t {
        let values = &values[..Self::LANES];
        // SAFETY: as in `splat`; there are as many values as the instruction reads.
        unsafe { vld1q_f32(values.as_ptr()) }
    }

    #[inline(always)]
    fn store(self, vector: float32x4_t, values: &mut [f32]) {
        let values = &mut values[..Self::LANES];
        // SAFETY: as in `splat`; there is room for as many values as the instruction writes.
        unsafe { vst1q_f32(values.as_mut_ptr(), vector) }
    }

    pair!(add vaddq_f32);
    pair!(sub vsubq_f32);
    pair!(mul vmulq_f32);
    pair!(div vdivq_f32);
    pair!(min vminq_f32);
    pair!(max vmaxq_f32);

    #[inline(always)]
    fn mul_add(self, a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        // SAFETY: as in `splat`. The intrinsic takes the addend first.
        unsafe { vfmaq_f32(c, a, b) }
    }

    #[inline(always)]
    fn add_exponent(self, value: float32x4_t, exponent: float32x4_t) -> float32x4_t {
        // SAFETY: as in `splat`.
        unsafe {
            let exponent = vshlq_n_s32::<23>(vreinterpretq_s32_f32(exponent));
            vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(value), exponent))
        }
    }
}
