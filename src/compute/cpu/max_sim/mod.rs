//! The nearest token of a document to each token of a query, by products of small integers, with
//! the best kernel that the processor has. It trusts its caller for the shapes.

#[cfg(target_arch = "aarch64")]
mod neon;
mod plain;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::super::max_sim::similarity;
use super::super::{Match, TokenRows};

/// Values in a row of the token head that is shipped: the kernels are written for this width, so
/// that a document's row stays in registers. Rows of other widths take the plain loops.
const WIDTH: usize = 128;
/// Rows of a query that a kernel takes at a time: so many sums are added up in one go.
const BLOCK: usize = 4;

/// For each document the nearest of its rows to each row of the query. The widths agree and every
/// document has rows.
pub(super) fn nearest_in_each(
    query: TokenRows<'_>,
    documents: &[TokenRows<'_>],
) -> Vec<Vec<Match>> {
    let kernel = if query.width == WIDTH { Kernel::detect() } else { Kernel::Plain };
    nearest_with(kernel, query, documents)
}

fn nearest_with(
    kernel: Kernel,
    query: TokenRows<'_>,
    documents: &[TokenRows<'_>],
) -> Vec<Vec<Match>> {
    if kernel == Kernel::Plain {
        let query = plain::Query::new(query);
        return documents.iter().map(|document| query.nearest(*document)).collect();
    }
    let blocks = blocks(query);
    let mut best = vec![Best::NONE; blocks.len()];
    let nearest = |document: &TokenRows<'_>| {
        best.fill(Best::NONE);
        kernel.run(&blocks, document.values.as_chunks().0, &mut best);
        best.iter().flat_map(Best::matches).take(query.rows()).collect()
    };
    documents.iter().map(nearest).collect()
}

/// The ways to compare rows that are [`WIDTH`] wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kernel {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Kernel {
    /// The fastest that this processor has.
    #[cfg(target_arch = "x86_64")]
    fn detect() -> Self {
        let is_there = |kernel: &Self| kernel.is_available();
        let best_first = [Self::Avx512Vnni, Self::AvxVnni, Self::Avx2];
        best_first.into_iter().find(is_there).unwrap_or(Self::Plain)
    }

    /// The fastest that this processor has: every 64-bit ARM processor has NEON.
    #[cfg(target_arch = "aarch64")]
    fn detect() -> Self {
        Self::Neon
    }

    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    fn detect() -> Self {
        Self::Plain
    }

    #[cfg(target_arch = "x86_64")]
    fn is_available(self) -> bool {
        match self {
            Self::Plain => true,
            Self::Avx2 => std::arch::is_x86_feature_detected!("avx2"),
            Self::AvxVnni => {
                std::arch::is_x86_feature_detected!("avx2")
                    && std::arch::is_x86_feature_detected!("avxvnni")
            }
            Self::Avx512Vnni => {
                std::arch::is_x86_feature_detected!("avx2")
                    && std::arch::is_x86_feature_detected!("avx512vl")
                    && std::arch::is_x86_feature_detected!("avx512vnni")
            }
        }
    }

    /// Puts the largest product and its row for each row of the query into `best`.
    fn run(self, query: &[Block], document: &[[i8; WIDTH]], best: &mut [Best]) {
        match self {
            Self::Plain => {}
            // SAFETY (all three): `detect` and the tests take only kernels that are available.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { x86::with_avx2(query, document, best) },
            #[cfg(target_arch = "x86_64")]
            Self::AvxVnni => unsafe { x86::with_avx_vnni(query, document, best) },
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Vnni => unsafe { x86::with_avx512_vnni(query, document, best) },
            // SAFETY: NEON is part of the architecture.
            #[cfg(target_arch = "aarch64")]
            Self::Neon => unsafe { neon::with_neon(query, document, best) },
        }
    }
}

/// [`BLOCK`] rows of a query in the forms that kernels read; rows of zeros fill the last block.
/// Fields stay in this order, so that both sorts of rows begin where aligned loads may.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
struct Block {
    narrow: [[i8; WIDTH]; BLOCK],
    wide: [[i16; WIDTH]; BLOCK],
    /// The sum of each row's values.
    sums: [i32; BLOCK],
}

/// Bytes to a multiple of which `x86.rs` loads.
const LOAD_BYTES: usize = 32;
const _: () = assert!(
    std::mem::offset_of!(Block, narrow).is_multiple_of(LOAD_BYTES)
        && std::mem::offset_of!(Block, wide).is_multiple_of(LOAD_BYTES)
        && size_of::<[i8; WIDTH]>().is_multiple_of(LOAD_BYTES)
        && size_of::<[i16; WIDTH]>().is_multiple_of(LOAD_BYTES)
        && align_of::<Block>().is_multiple_of(LOAD_BYTES)
);

impl Block {
    fn new(rows: &[[i8; WIDTH]]) -> Self {
        let mut block =
            Self { narrow: [[0; WIDTH]; BLOCK], wide: [[0; WIDTH]; BLOCK], sums: [0; BLOCK] };
        for (place, row) in rows.iter().enumerate() {
            block.narrow[place] = *row;
            block.wide[place] = row.map(i16::from);
            block.sums[place] = row.iter().copied().map(i32::from).sum();
        }
        block
    }
}

fn blocks(query: TokenRows<'_>) -> Vec<Block> {
    let (rows, _) = query.values.as_chunks::<WIDTH>();
    rows.chunks(BLOCK).map(Block::new).collect()
}

/// The largest product so far of each row of a block, and the document's row that gave it.
#[derive(Debug, Clone, Copy)]
struct Best {
    products: [i32; BLOCK],
    rows: [u32; BLOCK],
}

impl Best {
    const NONE: Self = Self { products: [i32::MIN; BLOCK], rows: [0; BLOCK] };

    /// Takes the products of one more row of the document; of equal ones the first stays. After
    /// the first rows few are better, so that all are compared before any is taken.
    #[inline(always)]
    fn take(&mut self, products: [i32; BLOCK], row: u32) {
        let better: [bool; BLOCK] = std::array::from_fn(|it| products[it] > self.products[it]);
        if better == [false; BLOCK] {
            return;
        }
        for lane in (0..BLOCK).filter(|&lane| better[lane]) {
            self.products[lane] = products[lane];
            self.rows[lane] = row;
        }
    }

    fn matches(&self) -> impl Iterator<Item = Match> {
        let found = |(product, row)| Match { row: row as usize, similarity: similarity(product) };
        self.products.into_iter().zip(self.rows).map(found)
    }
}

/// The few operations in which instruction sets differ.
trait Products {
    /// A row of a document in registers.
    type Row;

    /// Loads a row of a document.
    ///
    /// # Safety
    /// The processor has the instructions of the implementation.
    unsafe fn load(row: &[i8; WIDTH]) -> Self::Row;

    /// The products of the row with those of a block.
    ///
    /// # Safety
    /// As [`Products::load`].
    unsafe fn products(row: &Self::Row, block: &Block) -> [i32; BLOCK];
}

/// Documents outside: a row of one is read once and compared, from registers, with the whole query,
/// which stays in the nearest cache.
///
/// # Safety
/// The processor has the instructions of `P`; the caller is compiled for them, and this into it.
#[inline(always)]
unsafe fn find_nearest<P: Products>(query: &[Block], document: &[[i8; WIDTH]], best: &mut [Best]) {
    for (place, row) in document.iter().enumerate() {
        // SAFETY: the caller's condition.
        let row = unsafe { P::load(row) };
        for (block, best) in query.iter().zip(best.iter_mut()) {
            // SAFETY: the caller's condition.
            best.take(unsafe { P::products(&row, block) }, place as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kernels() -> Vec<Kernel> {
        #[cfg(target_arch = "x86_64")]
        let all = vec![Kernel::Avx2, Kernel::AvxVnni, Kernel::Avx512Vnni];
        #[cfg(target_arch = "x86_64")]
        let all = all.into_iter().filter(|kernel| kernel.is_available()).collect();
        #[cfg(target_arch = "aarch64")]
        let all = vec![Kernel::Neon];
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let all = Vec::new();
        all
    }

    fn nearest(query: TokenRows<'_>, document: TokenRows<'_>) -> Vec<Match> {
        nearest_in_each(query, &[document]).remove(0)
    }

    #[test]
    fn of_equally_near_tokens_the_first_is_taken() {
        let document = TokenRows { values: &[-5, 1, 3, 2, 3, 2, 2, 3], width: 2 };
        let query = TokenRows { values: &[1, 0, 1, 1, 0, 0], width: 2 };
        let rows: Vec<usize> = nearest(query, document).iter().map(|found| found.row).collect();
        assert_eq!(rows, [1, 1, 0]);
        let same = TokenRows { values: &[7; 3 * WIDTH], width: WIDTH };
        assert!(nearest(same, same).iter().all(|found| found.row == 0));
    }

    #[test]
    fn the_lowest_values_do_not_overflow() {
        for width in [160, WIDTH] {
            let lowest = TokenRows { values: &vec![i8::MIN; width], width };
            let highest = TokenRows { values: &vec![i8::MAX; width], width };
            let found = |query, document| nearest(query, document)[0].similarity;
            let product = |a: i8, b: i8| similarity(width as i32 * i32::from(a) * i32::from(b));
            assert_eq!(found(lowest, lowest), product(i8::MIN, i8::MIN));
            assert_eq!(found(highest, lowest), product(i8::MAX, i8::MIN));
            assert_eq!(found(lowest, highest), product(i8::MIN, i8::MAX));
        }
    }

    proptest! {
        #[test]
        fn the_nearest_is_that_of_the_plain_loops(
            width in prop_oneof![1usize..=160, Just(WIDTH)],
            seed in prop::collection::vec(any::<i8>(), 400),
            query_rows in 0usize..=40,
            document_rows in 1usize..20,
        ) {
            let rows = |skip: usize, rows: usize| -> Vec<i8> {
                seed.iter().cycle().skip(skip).take(rows * width).copied().collect()
            };
            let (query, document) = (rows(0, query_rows), rows(7, document_rows));
            let of = |values| TokenRows { values, width };
            let found = nearest(of(&query), of(&document));
            prop_assert_eq!(found.len(), query_rows);
            for (wanted, found) in query.chunks_exact(width).zip(found) {
                let product = |token: &[i8]| -> i32 {
                    wanted.iter().zip(token).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
                };
                let products: Vec<i32> = document.chunks_exact(width).map(product).collect();
                let best = *products.iter().max().unwrap();
                prop_assert_eq!(found.row, products.iter().position(|&it| it == best).unwrap());
                prop_assert_eq!(found.similarity, similarity(best));
            }
        }

        #[test]
        fn every_kernel_of_this_processor_gives_the_same(
            seed in prop::collection::vec(any::<i8>(), 1000),
            query_rows in 0usize..=13,
            documents in prop::collection::vec(1usize..9, 0..4),
        ) {
            let rows = |skip: usize, rows: usize| -> Vec<i8> {
                seed.iter().cycle().skip(skip).take(rows * WIDTH).copied().collect()
            };
            let of = |values| TokenRows { values, width: WIDTH };
            let query = rows(0, query_rows);
            let values: Vec<Vec<i8>> =
                documents.iter().enumerate().map(|(place, &count)| rows(place + 3, count)).collect();
            let documents: Vec<_> = values.iter().map(|values| of(values)).collect();
            let plain = nearest_with(Kernel::Plain, of(&query), &documents);
            for kernel in kernels() {
                prop_assert_eq!(&nearest_with(kernel, of(&query), &documents), &plain);
            }
        }
    }
}
