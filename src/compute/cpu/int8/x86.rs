//! The primitives on x86-64: activations of 12 bits in 16, weights widened as they are loaded, and
//! two products a lane at a time, with AVX2, AVX-512 and their dot-product extensions.
//!
//! Instructions over bytes would multiply twice as many at a time, but they leave activations 8
//! bits (`vpdpbusd`) or 7 (`vpmaddubsw`, whose sums have 16): too few for vectors that are as good
//! as those of `f32`.

use std::arch::x86_64::*;

use super::primitives::Primitives;

macro_rules! x86_primitives {
    (
        $(#[$doc:meta])*
        $name:ident: $vector:ty, lanes $lanes:literal, rows $rows:literal,
        $zero:ident, $load_half:ident, $widen:ident, $broadcast:ident, $multiply:ident, $store:ident
    ) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl Primitives for $name {
            type Value = i16;
            const LANES: usize = $lanes;
            const ROWS: usize = $rows;

            type Weights = $vector;
            type Activations = $vector;
            type Sums = $vector;

            #[inline(always)]
            fn value(quantised: u16, _plane: usize) -> i16 {
                quantised as i16
            }

            #[inline(always)]
            unsafe fn zero() -> Self::Sums {
                // SAFETY: the caller runs on the instruction set.
                unsafe { $zero() }
            }

            #[inline(always)]
            unsafe fn load(weights: *const i8) -> Self::Weights {
                // SAFETY: the caller runs on the instruction set and lets two bytes a lane be read.
                unsafe { $widen($load_half(weights.cast())) }
            }

            #[inline(always)]
            unsafe fn broadcast(activations: *const u32) -> Self::Activations {
                // SAFETY: the caller runs on the instruction set and lets 4 bytes be read.
                unsafe { $broadcast(activations.cast::<i32>().read_unaligned()) }
            }

            #[inline(always)]
            unsafe fn multiply(
                sums: Self::Sums,
                x: Self::Activations,
                w: Self::Weights,
            ) -> Self::Sums {
                // SAFETY: the caller runs on the instruction set.
                unsafe { $multiply(sums, x, w) }
            }

            #[inline(always)]
            unsafe fn store(sums: Self::Sums, to: *mut i32) {
                // SAFETY: the caller runs on the instruction set and lets the lanes be written.
                unsafe { $store(to.cast(), sums) }
            }

            #[inline(always)]
            fn multiply_add(a: f32, b: f32, c: f32) -> f32 {
                a.mul_add(b, c)
            }
        }
    };
}

x86_primitives!(
    /// AVX2: with two vectors of outputs 12 sums, 2 weights, the activations and a product in 16
    /// registers.
    Avx2: __m256i, lanes 8, rows 6,
    _mm256_setzero_si256, _mm_loadu_si128, _mm256_cvtepi8_epi16, _mm256_set1_epi32, avx2_multiply,
    _mm256_storeu_si256
);

x86_primitives!(
    /// AVX-VNNI: `vpdpwssd` for the multiplication and the addition.
    AvxVnni: __m256i, lanes 8, rows 6,
    _mm256_setzero_si256, _mm_loadu_si128, _mm256_cvtepi8_epi16, _mm256_set1_epi32,
    _mm256_dpwssd_avx_epi32, _mm256_storeu_si256
);

x86_primitives!(
    /// AVX-512 without VNNI: with three vectors of outputs 24 sums, 3 weights, the activations and
    /// a product in 32 registers.
    Avx512: __m512i, lanes 16, rows 8,
    _mm512_setzero_si512, _mm256_loadu_si256, _mm512_cvtepi8_epi16, _mm512_set1_epi32,
    avx512_multiply, _mm512_storeu_si512
);

x86_primitives!(
    /// AVX-512 VNNI: `vpdpwssd` for the multiplication and the addition.
    Avx512Vnni: __m512i, lanes 16, rows 8,
    _mm512_setzero_si512, _mm256_loadu_si256, _mm512_cvtepi8_epi16, _mm512_set1_epi32,
    _mm512_dpwssd_epi32, _mm512_storeu_si512
);

/// What `vpdpwssd` does, in two instructions.
///
/// # Safety
/// The processor has AVX2.
#[inline(always)]
unsafe fn avx2_multiply(sums: __m256i, x: __m256i, w: __m256i) -> __m256i {
    // SAFETY: the caller runs on AVX2.
    unsafe { _mm256_add_epi32(sums, _mm256_madd_epi16(x, w)) }
}

/// What `vpdpwssd` does, in two instructions.
///
/// # Safety
/// The processor has AVX-512F and AVX-512BW.
#[inline(always)]
unsafe fn avx512_multiply(sums: __m512i, x: __m512i, w: __m512i) -> __m512i {
    // SAFETY: the caller runs on AVX-512F and AVX-512BW.
    unsafe { _mm512_add_epi32(sums, _mm512_madd_epi16(x, w)) }
}
