//! Which instruction set the processor has, and the product compiled for it.

use super::super::linear::Epilogue;
use super::multiply::apply;
use super::panels::{Layout, Part};
use super::portable::Portable;
use super::primitives::Primitives;
use super::quantise::Quantised;

#[cfg(target_arch = "aarch64")]
use super::neon::{Neon, NeonDot};
#[cfg(target_arch = "x86_64")]
use super::x86::{Avx2, Avx512, Avx512Vnni, AvxVnni};

/// An instruction set that this processor has: values other than the portable one are made by
/// [`Level::all`] alone, which asks the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level(Set);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    NeonDot,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Portable,
}

impl Level {
    /// The fastest one.
    pub(super) fn best() -> Self {
        Self::all().next().unwrap_or(Self(Set::Portable))
    }

    /// All that this processor has, fastest first, the portable one last.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        use std::arch::is_x86_feature_detected as has;
        // The tiles' epilogue and the quantisation are compiled for the same set.
        let avx2 = has!("avx2") && has!("fma");
        let avx512 = avx2 && has!("avx512f") && has!("avx512bw");
        [
            (avx512 && has!("avx512vnni"), Set::Avx512Vnni),
            (avx512, Set::Avx512),
            (avx2 && has!("avxvnni"), Set::AvxVnni),
            (avx2, Set::Avx2),
            (true, Set::Portable),
        ]
        .into_iter()
        .filter_map(|(has, set)| has.then_some(Self(set)))
    }

    /// All that this processor has, fastest first, the portable one last.
    #[cfg(target_arch = "aarch64")]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let dot = std::arch::is_aarch64_feature_detected!("dotprod");
        [(dot, Set::NeonDot), (true, Set::Neon), (true, Set::Portable)]
            .into_iter()
            .filter_map(|(has, set)| has.then_some(Self(set)))
    }

    /// The portable one.
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self(Set::Portable))
    }

    /// For people to read.
    pub(super) fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Vnni => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Set::AvxVnni => "avx-vnni",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "aarch64")]
            Set::NeonDot => "neon-dotprod",
            #[cfg(target_arch = "aarch64")]
            Set::Neon => "neon",
            Set::Portable => "portable",
        }
    }

    /// How weights lie for it.
    pub(super) fn layout(self) -> Layout {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Vnni => layout_of::<Avx512Vnni>(48),
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => layout_of::<Avx512>(48),
            #[cfg(target_arch = "x86_64")]
            Set::AvxVnni => layout_of::<AvxVnni>(16),
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => layout_of::<Avx2>(16),
            #[cfg(target_arch = "aarch64")]
            Set::NeonDot => layout_of::<NeonDot>(16),
            #[cfg(target_arch = "aarch64")]
            Set::Neon => layout_of::<Neon>(16),
            Set::Portable => layout_of::<Portable>(16),
        }
    }

    /// Runs [`apply`] with this level's instructions; the panels have this level's layout.
    pub(super) fn apply(
        self,
        part: Part<'_>,
        x: &[f32],
        epilogue: Epilogue<'_>,
        scratch: &mut Quantised,
        out: &mut [f32],
    ) {
        // SAFETY: a level is made only where the processor has its instruction set.
        unsafe {
            match self.0 {
                #[cfg(target_arch = "x86_64")]
                Set::Avx512Vnni => avx512_vnni(part, x, epilogue, scratch, out),
                #[cfg(target_arch = "x86_64")]
                Set::Avx512 => avx512(part, x, epilogue, scratch, out),
                #[cfg(target_arch = "x86_64")]
                Set::AvxVnni => avx_vnni(part, x, epilogue, scratch, out),
                #[cfg(target_arch = "x86_64")]
                Set::Avx2 => avx2(part, x, epilogue, scratch, out),
                #[cfg(target_arch = "aarch64")]
                Set::NeonDot => neon_dot(part, x, epilogue, scratch, out),
                #[cfg(target_arch = "aarch64")]
                Set::Neon => apply::<Neon, 4, 16>(part, x, epilogue, scratch, out),
                Set::Portable => apply::<Portable, 4, 16>(part, x, epilogue, scratch, out),
            }
        }
    }
}

fn layout_of<P: Primitives>(width: usize) -> Layout {
    Layout { width, step: P::STEP }
}

/// Compiles [`apply`] for some target features.
macro_rules! compile {
    ($arch:literal, $name:ident, $features:literal, $primitives:ident, $vectors:literal, $width:literal) => {
        #[cfg(target_arch = $arch)]
        #[target_feature(enable = $features)]
        fn $name(
            part: Part<'_>,
            x: &[f32],
            epilogue: Epilogue<'_>,
            scratch: &mut Quantised,
            out: &mut [f32],
        ) {
            // SAFETY: the features enabled here are the instruction set of the primitives.
            unsafe { apply::<$primitives, $vectors, $width>(part, x, epilogue, scratch, out) }
        }
    };
}

compile!("x86_64", avx2, "avx2,fma", Avx2, 2, 16);
compile!("x86_64", avx_vnni, "avx2,fma,avxvnni", AvxVnni, 2, 16);
compile!("x86_64", avx512, "avx2,fma,avx512f,avx512bw", Avx512, 3, 48);
compile!("x86_64", avx512_vnni, "avx2,fma,avx512f,avx512bw,avx512vnni", Avx512Vnni, 3, 48);
compile!("aarch64", neon_dot, "neon,dotprod", NeonDot, 4, 16);
