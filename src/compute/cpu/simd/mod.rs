//! Vectors of `f32` behind one small trait, and the choice of the instruction set at run time.
//!
//! Kernels are written once, generically over [`Simd`]; an instruction set is a handful of
//! primitive operations. Nothing here knows of matrices or layers.

#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "aarch64")]
use neon::Neon;
use portable::Portable;
#[cfg(target_arch = "x86_64")]
use x86::{Avx2, Avx512};

/// The vectors of an instruction set. A value is the proof that the processor has it: that is why
/// the operations are safe to call.
///
/// Every method is `#[inline(always)]`, and so must be every generic function between
/// [`InstructionSet::run`] and them: only what is inlined there is compiled for the instruction
/// set. (What is not would still be right, only slow.)
pub(super) trait Simd: Copy {
    /// One vector.
    type Vector: Copy;
    /// Values in a vector; at most [`MOST_LANES`].
    const LANES: usize;
    /// Rows of a tile of the matrix product, at most [`MOST_ROWS`]: with two vectors a row, two of
    /// the right operand and one of the left, they fill the registers.
    const ROWS: usize;

    /// `value` in every lane.
    fn splat(self, value: f32) -> Self::Vector;
    /// The first `LANES` values. Panics if there are fewer.
    fn load(self, values: &[f32]) -> Self::Vector;
    /// Overwrites the first `LANES` values. Panics if there are fewer.
    fn store(self, vector: Self::Vector, values: &mut [f32]);
    /// `a + b`.
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a - b`.
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a * b`.
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a / b`.
    fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a * b + c`, rounded once where the processor can.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// The lower of each pair; none is a NaN.
    fn min(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// The higher of each pair; none is a NaN.
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// The bits of `exponent`, shifted left by the 23 bits of a mantissa, added to the bits of
    /// `value` as integers.
    fn add_exponent(self, value: Self::Vector, exponent: Self::Vector) -> Self::Vector;

    /// The first `LANES` whole numbers. Panics if there are fewer.
    #[inline(always)]
    fn load_bytes(self, numbers: &[i8]) -> Self::Vector {
        let mut all = [0.0; MOST_LANES];
        all.iter_mut().zip(&numbers[..Self::LANES]).for_each(|(to, &from)| *to = f32::from(from));
        self.load(&all)
    }

    /// `values`, at most `LANES` of them, and zeros.
    #[inline(always)]
    fn load_part(self, values: &[f32]) -> Self::Vector {
        let mut all = [0.0; MOST_LANES];
        all[..values.len()].copy_from_slice(values);
        self.load(&all)
    }

    /// Overwrites `values`, at most `LANES` of them.
    #[inline(always)]
    fn store_part(self, vector: Self::Vector, values: &mut [f32]) {
        let all = self.to_array(vector);
        values.copy_from_slice(&all[..values.len()]);
    }

    /// The sum of all lanes.
    #[inline(always)]
    fn sum(self, vector: Self::Vector) -> f32 {
        self.to_array(vector)[..Self::LANES].iter().sum()
    }

    /// The highest lane.
    #[inline(always)]
    fn highest(self, vector: Self::Vector) -> f32 {
        let lanes = self.to_array(vector);
        let mut highest = lanes[0];
        for &lane in &lanes[1..Self::LANES] {
            highest = if lane > highest { lane } else { highest };
        }
        highest
    }

    /// The lanes, then zeros.
    #[inline(always)]
    fn to_array(self, vector: Self::Vector) -> [f32; MOST_LANES] {
        let mut all = [0.0; MOST_LANES];
        self.store(vector, &mut all);
        all
    }
}

/// Lanes of the widest vector.
pub(super) const MOST_LANES: usize = 16;

/// Rows of the highest tile.
pub(super) const MOST_ROWS: usize = 12;

/// What can be compiled for every instruction set. `run` must be `#[inline(always)]`.
pub(super) trait Kernel {
    type Output;
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Lanes and rows.
struct Sizes;

impl Kernel for Sizes {
    type Output = (usize, usize);

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) -> (usize, usize) {
        (S::LANES, S::ROWS)
    }
}

/// An instruction set that this processor has.
#[derive(Debug, Clone, Copy)]
pub(super) enum InstructionSet {
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
    Portable(Portable),
}

impl InstructionSet {
    /// The widest that this processor has.
    pub(super) fn best() -> Self {
        Self::all().next().unwrap_or(Self::Portable(Portable))
    }

    /// All that this processor has, the widest first and the portable one last.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let portable = std::iter::once(Self::Portable(Portable));
        #[cfg(target_arch = "x86_64")]
        let wider =
            Avx512::detect().map(Self::Avx512).into_iter().chain(Avx2::detect().map(Self::Avx2));
        #[cfg(target_arch = "aarch64")]
        let wider = Neon::detect().map(Self::Neon).into_iter();
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let wider = std::iter::empty();
        wider.chain(portable)
    }

    /// What people should read.
    pub(super) fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => "neon",
            Self::Portable(_) => "portable",
        }
    }

    /// Values in a vector.
    pub(super) fn lanes(self) -> usize {
        self.run(Sizes).0
    }

    /// Rows of a tile.
    #[cfg(test)]
    pub(super) fn rows(self) -> usize {
        self.run(Sizes).1
    }

    /// Runs a kernel that was compiled for this instruction set.
    #[inline]
    pub(super) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) => x86::run_avx512(simd, kernel),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(simd) => x86::run_avx2(simd, kernel),
            #[cfg(target_arch = "aarch64")]
            Self::Neon(simd) => kernel.run(simd),
            Self::Portable(simd) => kernel.run(simd),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Operations;

    impl Kernel for Operations {
        type Output = ();

        #[inline(always)]
        fn run<S: Simd>(self, simd: S) {
            let ramp: Vec<f32> = (0..S::LANES).map(|lane| lane as f32 - 2.5).collect();
            let (a, b) = (simd.load(&ramp), simd.splat(2.0));
            let check = |name: &str, got: S::Vector, want: &dyn Fn(f32) -> f32| {
                let want: Vec<f32> = ramp.iter().map(|&x| want(x)).collect();
                assert_eq!(simd.to_array(got)[..S::LANES], want, "{name}");
            };
            check("add", simd.add(a, b), &|x| x + 2.0);
            check("sub", simd.sub(a, b), &|x| x - 2.0);
            check("mul", simd.mul(a, b), &|x| x * 2.0);
            check("div", simd.div(a, b), &|x| x / 2.0);
            check("mul_add", simd.mul_add(a, b, a), &|x| x * 3.0);
            check("min", simd.min(a, b), &|x| x.min(2.0));
            check("max", simd.max(a, b), &|x| x.max(2.0));
            let three = simd.splat(f32::from_bits(3));
            check("add_exponent", simd.add_exponent(a, three), &|x| x * 8.0);
            assert_eq!(simd.sum(a), ramp.iter().sum::<f32>());
            assert_eq!(simd.highest(a), ramp[S::LANES - 1]);
        }
    }

    struct Parts;

    impl Kernel for Parts {
        type Output = ();

        #[inline(always)]
        fn run<S: Simd>(self, simd: S) {
            assert!(S::LANES <= MOST_LANES && S::ROWS <= MOST_ROWS);
            for count in 0..=S::LANES {
                let part = simd.load_part(&vec![3.0; count]);
                assert_eq!(simd.sum(part), 3.0 * count as f32);
                let mut values = vec![7.0; count];
                simd.store_part(simd.splat(1.0), &mut values);
                assert_eq!(values, vec![1.0; count]);
            }
        }
    }

    #[test]
    fn every_instruction_set_calculates_alike() {
        for set in InstructionSet::all() {
            set.run(Operations);
            set.run(Parts);
        }
    }

    #[test]
    #[should_panic]
    fn too_few_values_are_refused() {
        struct Short;
        impl Kernel for Short {
            type Output = f32;
            #[inline(always)]
            fn run<S: Simd>(self, simd: S) -> f32 {
                simd.sum(simd.load(&[0.0; MOST_LANES][..S::LANES - 1]))
            }
        }
        InstructionSet::best().run(Short);
    }
}
