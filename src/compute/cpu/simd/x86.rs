//! AVX2 with FMA, and AVX-512, for x86-64. Nothing but single instructions.

use std::arch::is_x86_feature_detected;
use std::arch::x86_64::*;

use super::{Kernel, Simd};

/// Proof of AVX2 and FMA.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Avx2(());

/// Proof of AVX-512F.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Avx512(());

impl Avx2 {
    /// The proof, if the processor gives it.
    pub(super) fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Self(()))
    }
}

impl Avx512 {
    /// The proof, if the processor gives it.
    pub(super) fn detect() -> Option<Self> {
        is_x86_feature_detected!("avx512f").then_some(Self(()))
    }
}

pub(super) fn run_avx2<K: Kernel>(simd: Avx2, kernel: K) -> K::Output {
    #[target_feature(enable = "avx2,fma")]
    fn compiled<K: Kernel>(simd: Avx2, kernel: K) -> K::Output {
        kernel.run(simd)
    }
    // SAFETY: `simd` is the proof that the processor has AVX2 and FMA.
    unsafe { compiled(simd, kernel) }
}

pub(super) fn run_avx512<K: Kernel>(simd: Avx512, kernel: K) -> K::Output {
    #[target_feature(enable = "avx512f")]
    fn compiled<K: Kernel>(simd: Avx512, kernel: K) -> K::Output {
        kernel.run(simd)
    }
    // SAFETY: `simd` is the proof that the processor has AVX-512F.
    unsafe { compiled(simd, kernel) }
}

/// Implements [`Simd`] by one intrinsic for each operation.
macro_rules! simd {
    (@pair $name:ident $intrinsic:ident $vector:ty) => {
        #[inline(always)]
        fn $name(self, a: $vector, b: $vector) -> $vector {
            // SAFETY: as in `splat`.
            unsafe { $intrinsic(a, b) }
        }
    };
    ($proof:ty, $vector:ty, lanes $lanes:literal, rows $rows:literal, $splat:ident, $load:ident,
     $store:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $mul_add:ident, $min:ident,
     $max:ident, $to_integers:ident, $to_floats:ident, $shift_left:ident, $add_integers:ident,
     $load_bytes:ident, $widen:ident, $convert:ident) => {
        impl Simd for $proof {
            type Vector = $vector;
            const LANES: usize = $lanes;
            const ROWS: usize = $rows;

            #[inline(always)]
            fn splat(self, value: f32) -> $vector {
                // SAFETY: `self` is the proof that the processor has the instruction.
                unsafe { $splat(value) }
            }

            #[inline(always)]
            fn load(self, values: &[f32]) -> $vector {
                let values = &values[..$lanes];
                // SAFETY: as in `splat`; there are as many values as the instruction reads, and
                // it asks for no alignment.
                unsafe { $load(values.as_ptr()) }
            }

            #[inline(always)]
            fn store(self, vector: $vector, values: &mut [f32]) {
                let values = &mut values[..$lanes];
                // SAFETY: as in `splat`; there is room for as many values as the instruction
                // writes, and it asks for no alignment.
                unsafe { $store(values.as_mut_ptr(), vector) }
            }

            #[inline(always)]
            fn load_bytes(self, numbers: &[i8]) -> $vector {
                let numbers = &numbers[..$lanes];
                // SAFETY: as in `splat`; there are as many bytes as the instruction reads, and it
                // asks for no alignment.
                unsafe { $convert($widen($load_bytes(numbers.as_ptr().cast()))) }
            }

            simd!(@pair add $add $vector);
            simd!(@pair sub $sub $vector);
            simd!(@pair mul $mul $vector);
            simd!(@pair div $div $vector);
            simd!(@pair min $min $vector);
            simd!(@pair max $max $vector);

            #[inline(always)]
            fn mul_add(self, a: $vector, b: $vector, c: $vector) -> $vector {
                // SAFETY: as in `splat`.
                unsafe { $mul_add(a, b, c) }
            }

            #[inline(always)]
            fn add_exponent(self, value: $vector, exponent: $vector) -> $vector {
                // SAFETY: as in `splat`.
                unsafe {
                    let exponent = $shift_left::<23>($to_integers(exponent));
                    $to_floats($add_integers($to_integers(value), exponent))
                }
            }
        }
    };
}

// 6 x 2 sums, 2 vectors of the right operand and 1 of the left: 15 of 16 registers.
simd!(
    Avx2, __m256, lanes 8, rows 6, _mm256_set1_ps, _mm256_loadu_ps, _mm256_storeu_ps,
    _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_div_ps, _mm256_fmadd_ps, _mm256_min_ps,
    _mm256_max_ps, _mm256_castps_si256, _mm256_castsi256_ps, _mm256_slli_epi32, _mm256_add_epi32,
    _mm_loadl_epi64, _mm256_cvtepi8_epi32, _mm256_cvtepi32_ps
);

// 12 x 2 sums, 2 vectors of the right operand and 1 of the left: 27 of 32 registers.
simd!(
    Avx512, __m512, lanes 16, rows 12, _mm512_set1_ps, _mm512_loadu_ps, _mm512_storeu_ps,
    _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_div_ps, _mm512_fmadd_ps, _mm512_min_ps,
    _mm512_max_ps, _mm512_castps_si512, _mm512_castsi512_ps, _mm512_slli_epi32, _mm512_add_epi32,
    _mm_loadu_si128, _mm512_cvtepi8_epi32, _mm512_cvtepi32_ps
);
