//! Rows of small integers multiplied with AVX2 and with the dot-product instructions (VNNI), 256
//! bits at a time. Picks nothing: whoever calls has asked the processor.

use std::arch::x86_64::*;

use super::{BLOCK, Best, Block, Products, WIDTH, find_nearest};

/// Bytes of a vector register.
const REGISTER_BYTES: usize = 32;

/// `find_nearest` with AVX2.
#[target_feature(enable = "avx2")]
pub(super) fn with_avx2(query: &[Block], document: &[[i8; WIDTH]], best: &mut [Best]) {
    // SAFETY: this function is compiled for AVX2, so whoever calls it has made sure of it.
    unsafe { find_nearest::<Avx2>(query, document, best) }
}

/// `find_nearest` with the dot-product instruction of processors without AVX-512.
#[target_feature(enable = "avx2,avxvnni")]
pub(super) fn with_avx_vnni(query: &[Block], document: &[[i8; WIDTH]], best: &mut [Best]) {
    // SAFETY: this function is compiled for AVX-VNNI, so whoever calls it has made sure of it.
    unsafe { find_nearest::<AvxVnni>(query, document, best) }
}

/// `find_nearest` with the same instruction of processors with AVX-512.
#[target_feature(enable = "avx2,avx512vl,avx512vnni")]
pub(super) fn with_avx512_vnni(query: &[Block], document: &[[i8; WIDTH]], best: &mut [Best]) {
    // SAFETY: this function is compiled for AVX-512 VNNI, so whoever calls it has made sure of it.
    unsafe { find_nearest::<Avx512Vnni>(query, document, best) }
}

/// Rows widened to 16 bits, 16 values a register; products added in pairs (`vpmaddwd`).
struct Avx2;

impl Products for Avx2 {
    type Row = [__m256i; 8];

    #[inline(always)]
    unsafe fn load(row: &[i8; WIDTH]) -> Self::Row {
        // SAFETY: the caller has made sure of AVX2; each sixteenth of the row is within it.
        std::array::from_fn(|part| unsafe {
            _mm256_cvtepi8_epi16(_mm_loadu_si128(row.as_ptr().add(16 * part).cast()))
        })
    }

    #[inline(always)]
    unsafe fn products(row: &Self::Row, block: &Block) -> [i32; BLOCK] {
        // SAFETY: the caller has made sure of AVX2; each register is within a row of the block,
        // which begins at a multiple of 32 bytes.
        unsafe {
            let mut sums = [_mm256_setzero_si256(); BLOCK];
            for (sum, wanted) in sums.iter_mut().zip(&block.wide) {
                let wanted: *const __m256i = wanted.as_ptr().cast();
                for (part, values) in row.iter().enumerate() {
                    let products = _mm256_madd_epi16(*values, _mm256_load_si256(wanted.add(part)));
                    *sum = _mm256_add_epi32(*sum, products);
                }
            }
            std::mem::transmute(add_across(sums))
        }
    }
}

/// Defines a kernel around a dot-product instruction, which multiplies unsigned with signed bytes:
/// the document's values are raised by 128, and 128 times the sum of the query's is taken off.
macro_rules! dot_product_kernel {
    ($name:ident, $dot:ident) => {
        struct $name;

        impl Products for $name {
            type Row = [__m256i; WIDTH / REGISTER_BYTES];

            #[inline(always)]
            unsafe fn load(row: &[i8; WIDTH]) -> Self::Row {
                // SAFETY: the caller has made sure of AVX2; each quarter is within the row.
                std::array::from_fn(|part| unsafe {
                    let values: *const __m256i = row.as_ptr().cast();
                    let raise = _mm256_set1_epi8(i8::MIN);
                    _mm256_xor_si256(_mm256_loadu_si256(values.add(part)), raise)
                })
            }

            #[inline(always)]
            unsafe fn products(row: &Self::Row, block: &Block) -> [i32; BLOCK] {
                // SAFETY: the caller has made sure of the instruction; each register is within a
                // row of the block, which begins at a multiple of 32 bytes.
                unsafe {
                    let mut sums = [_mm256_setzero_si256(); BLOCK];
                    for (sum, wanted) in sums.iter_mut().zip(&block.narrow) {
                        let wanted: *const __m256i = wanted.as_ptr().cast();
                        for (part, values) in row.iter().enumerate() {
                            *sum = $dot(*sum, *values, _mm256_load_si256(wanted.add(part)));
                        }
                    }
                    let raised = _mm_loadu_si128(block.sums.as_ptr().cast());
                    let products = _mm_sub_epi32(add_across(sums), _mm_slli_epi32(raised, 7));
                    std::mem::transmute(products)
                }
            }
        }
    };
}

dot_product_kernel!(AvxVnni, _mm256_dpbusd_avx_epi32);
dot_product_kernel!(Avx512Vnni, _mm256_dpbusd_epi32);

/// The sum of the eight values of each register.
///
/// # Safety
/// The processor has AVX2.
#[inline(always)]
unsafe fn add_across(sums: [__m256i; BLOCK]) -> __m128i {
    // SAFETY: the caller's condition.
    unsafe {
        let pairs = [_mm256_hadd_epi32(sums[0], sums[1]), _mm256_hadd_epi32(sums[2], sums[3])];
        let halves = _mm256_hadd_epi32(pairs[0], pairs[1]);
        _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1))
    }
}
