//! Rows of small integers multiplied with NEON. Picks nothing: every 64-bit ARM processor has it.

use std::arch::aarch64::*;

use super::{BLOCK, Best, Block, Products, WIDTH, find_nearest};

/// Bytes of a vector register.
const REGISTER_BYTES: usize = 16;

/// `find_nearest` with NEON.
#[target_feature(enable = "neon")]
pub(super) fn with_neon(query: &[Block], document: &[[i8; WIDTH]], best: &mut [Best]) {
    // SAFETY: this function is compiled for NEON, so whoever calls it has made sure of it.
    unsafe { find_nearest::<Neon>(query, document, best) }
}

/// Bytes multiplied to 16 bits, and pairs of products added to 32 at once: two products of -128
/// and -128 would not fit 16. The dot-product instruction would do both, but Rust's intrinsic for it
/// is not stable yet.
struct Neon;

impl Products for Neon {
    type Row = [int8x16_t; WIDTH / REGISTER_BYTES];

    #[inline(always)]
    unsafe fn load(row: &[i8; WIDTH]) -> Self::Row {
        // SAFETY: the caller has made sure of NEON; each eighth of the row is within it.
        std::array::from_fn(|part| unsafe { vld1q_s8(row.as_ptr().add(part * REGISTER_BYTES)) })
    }

    #[inline(always)]
    unsafe fn products(row: &Self::Row, block: &Block) -> [i32; BLOCK] {
        // SAFETY: the caller has made sure of NEON; each register is within a row of the block.
        block.narrow.each_ref().map(|wanted| unsafe {
            let mut sum = vdupq_n_s32(0);
            for (part, values) in row.iter().enumerate() {
                let wanted = vld1q_s8(wanted.as_ptr().add(part * REGISTER_BYTES));
                let low = vmull_s8(vget_low_s8(*values), vget_low_s8(wanted));
                sum = vpadalq_s16(vpadalq_s16(sum, low), vmull_high_s8(*values, wanted));
            }
            vaddvq_s32(sum)
        })
    }
}
