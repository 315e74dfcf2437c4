//! The kernel files and their variants: which file, which names it is expanded with, and which
//! buffers it binds. Kernels are written in `kernels/*.wgsl`, never here.

use super::super::ComputeError;
use super::expand::{self, Defines};

/// Every file of `kernels/`, embedded. The one place that lists them.
const FILES: &[(&str, &str)] = &[
    ("attention.wgsl", include_str!("../../../kernels/attention.wgsl")),
    ("attention_four.wgsl", include_str!("../../../kernels/attention_four.wgsl")),
    ("attention_one.wgsl", include_str!("../../../kernels/attention_one.wgsl")),
    ("batch.wgsl", include_str!("../../../kernels/batch.wgsl")),
    ("embed.wgsl", include_str!("../../../kernels/embed.wgsl")),
    ("gelu.wgsl", include_str!("../../../kernels/gelu.wgsl")),
    ("layer_norm.wgsl", include_str!("../../../kernels/layer_norm.wgsl")),
    ("matmul.wgsl", include_str!("../../../kernels/matmul.wgsl")),
    ("matmul_narrow.wgsl", include_str!("../../../kernels/matmul_narrow.wgsl")),
    ("matmul_register.wgsl", include_str!("../../../kernels/matmul_register.wgsl")),
    ("matmul_shared.wgsl", include_str!("../../../kernels/matmul_shared.wgsl")),
    ("matmul_shuffled.wgsl", include_str!("../../../kernels/matmul_shuffled.wgsl")),
    ("max_sim.wgsl", include_str!("../../../kernels/max_sim.wgsl")),
    ("normalise.wgsl", include_str!("../../../kernels/normalise.wgsl")),
    ("peak.wgsl", include_str!("../../../kernels/peak.wgsl")),
    ("pool.wgsl", include_str!("../../../kernels/pool.wgsl")),
    ("reduce.wgsl", include_str!("../../../kernels/reduce.wgsl")),
    ("scan.wgsl", include_str!("../../../kernels/scan.wgsl")),
    ("weight_block.wgsl", include_str!("../../../kernels/weight_block.wgsl")),
];

/// One way to expand one kernel: the operation, and the key of decisions that `override` constants
/// cannot express.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variant {
    /// `embed.wgsl`.
    Embed,
    /// `matmul.wgsl`.
    Matmul(MatmulKey),
    /// `attention.wgsl`.
    Attention(AttentionKey),
    /// `layer_norm.wgsl`.
    LayerNorm,
    /// `pool.wgsl`.
    Pool,
    /// `max_sim.wgsl`.
    MaxSim,
    /// `peak.wgsl`.
    Peak,
    /// `scan.wgsl`.
    Scan,
}

/// What tells matmul variants apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MatmulKey {
    /// How the work is cut into tiles.
    pub tiling: Tiling,
    /// How its weights are stored.
    pub format: WeightFormat,
    /// What happens to the finished sums.
    pub epilogue: Epilogue,
}

/// How a matmul cuts its work into tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tiling {
    /// 4 x 8 values a thread, no workgroup memory.
    Register4,
    /// 8 x 8 values a thread, no workgroup memory.
    Register8,
    /// 4 x 8 values a thread, inputs passed around the subgroup: for lavapipe.
    Shuffled4,
    /// 8 x 8 values a thread, inputs passed around the subgroup: for lavapipe.
    Shuffled8,
    /// 64 x 64 values a workgroup through workgroup memory: for real GPUs, by judgement.
    Shared,
    /// 4 x 64 values a workgroup, inputs shared out among threads: for short queries on real GPUs,
    /// by judgement.
    Narrow,
}

/// How the weights of a matmul are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeightFormat {
    /// f32.
    Float,
    /// 8-bit integers with one scale an output.
    Int8,
}

/// What a matmul does to its sums, after the bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Epilogue {
    /// Nothing.
    Bias,
    /// The erf form of GELU.
    Gelu,
    /// Adds the same row of another buffer.
    Residual,
}

/// What tells attention variants apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttentionKey {
    /// Width of a head in vectors of four.
    pub head_vectors: u32,
    /// Queries a thread.
    pub queries: Queries,
}

/// How many queries an attention thread takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Queries {
    /// One: for real GPUs, by judgement.
    One,
    /// Up to four neighbours: for software adapters, by measurement.
    Four,
}

impl Queries {
    /// The number.
    pub(super) fn count(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Four => 4,
        }
    }
}

/// What a shader binds, in the order inputs, parameters, output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// A storage buffer that is read.
    Input,
    /// The uniform buffer with the counts of a batch or a call.
    Counts,
    /// The storage buffer that is written.
    Output,
}

/// The text of a variant, ready for a WGSL compiler. Its `override` constants are still open.
///
/// # Errors
/// A mistake in a kernel file's directives.
pub fn expanded(variant: &Variant) -> Result<String, ComputeError> {
    expand::expand(variant.file(), variant.defines(), &find_file)
}

fn find_file(name: &str) -> Option<&'static str> {
    FILES.iter().find(|file| file.0 == name).map(|file| file.1)
}

impl Variant {
    /// The file in `kernels/`.
    pub fn file(&self) -> &'static str {
        match self {
            Self::Embed => "embed.wgsl",
            Self::Matmul(_) => "matmul.wgsl",
            Self::Attention(_) => "attention.wgsl",
            Self::LayerNorm => "layer_norm.wgsl",
            Self::Pool => "pool.wgsl",
            Self::MaxSim => "max_sim.wgsl",
            Self::Peak => "peak.wgsl",
            Self::Scan => "scan.wgsl",
        }
    }

    /// Binding numbers and what is bound there.
    pub(super) fn bindings(&self) -> &'static [(u32, Binding)] {
        use Binding::{Counts, Input, Output};
        match self {
            Self::Embed => &[
                (0, Input),
                (1, Input),
                (2, Input),
                (3, Input),
                (4, Input),
                (5, Input),
                (6, Output),
            ],
            Self::Matmul(MatmulKey { epilogue: Epilogue::Residual, .. }) => {
                &[(0, Input), (1, Input), (2, Input), (3, Input), (4, Counts), (5, Output)]
            }
            Self::Matmul(_) => &[(0, Input), (1, Input), (2, Input), (4, Counts), (5, Output)],
            Self::Attention(_) | Self::Scan => &[(0, Input), (1, Input), (2, Counts), (3, Output)],
            Self::LayerNorm => &[(0, Input), (1, Input), (2, Input), (3, Output)],
            Self::Peak => &[(0, Input), (1, Output)],
            Self::Pool => &[(0, Input), (1, Input), (2, Output)],
            Self::MaxSim => &[(0, Input), (1, Input), (2, Input), (3, Counts), (4, Output)],
        }
    }

    fn defines(&self) -> Defines {
        let mut defines = Defines::new();
        let mut set = |name: &str, value: String| defines.insert(name.to_owned(), value);
        match self {
            Self::Matmul(key) => {
                for &(name, value) in key.tiling.defines() {
                    set(name, value.to_owned());
                }
                if key.format == WeightFormat::Int8 {
                    set("INT8_WEIGHTS", String::new());
                }
                match key.epilogue {
                    Epilogue::Bias => None,
                    Epilogue::Gelu => set("GELU", String::new()),
                    Epilogue::Residual => set("RESIDUAL", String::new()),
                };
            }
            Self::Attention(key) => {
                set("HEAD_VECTORS", key.head_vectors.to_string());
                if key.queries == Queries::Four {
                    set("FOUR_QUERIES", String::new());
                }
            }
            Self::Embed | Self::LayerNorm | Self::Pool | Self::MaxSim | Self::Peak | Self::Scan => {
            }
        }
        defines
    }
}

impl Tiling {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::Register4,
        Self::Register8,
        Self::Shuffled4,
        Self::Shuffled8,
        Self::Shared,
        Self::Narrow,
    ];

    /// Rows and columns of the output that one workgroup computes.
    pub(super) fn workgroup_tile(self) -> [u32; 2] {
        match self {
            Self::Register4 => [32, 64],
            Self::Register8 | Self::Shared => [64, 64],
            Self::Shuffled4 | Self::Narrow => [4, 64],
            Self::Shuffled8 => [8, 64],
        }
    }

    /// Whether its kernel asks for subgroups, of eight threads at least.
    pub fn needs_subgroups(self) -> bool {
        matches!(self, Self::Shuffled4 | Self::Shuffled8)
    }

    /// The names that choose its file and the size of its tiles.
    fn defines(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Register4 => &[("ROWS", "4")],
            Self::Register8 => &[("ROWS", "8")],
            Self::Shuffled4 => &[("SHUFFLED_TILES", ""), ("ROWS", "4")],
            Self::Shuffled8 => &[("SHUFFLED_TILES", ""), ("ROWS", "8")],
            Self::Shared => &[("SHARED_TILES", "")],
            Self::Narrow => &[("NARROW_TILES", "")],
        }
    }
}

#[cfg(test)]
mod tests {
    use naga::valid::{Capabilities, ValidationFlags, Validator};
    use naga::{AddressSpace, StorageAccess};

    use super::*;

    fn all_variants() -> Vec<Variant> {
        let mut variants = vec![
            Variant::Embed,
            Variant::LayerNorm,
            Variant::Pool,
            Variant::MaxSim,
            Variant::Peak,
            Variant::Scan,
        ];
        for tiling in Tiling::ALL {
            for format in [WeightFormat::Float, WeightFormat::Int8] {
                for epilogue in [Epilogue::Bias, Epilogue::Gelu, Epilogue::Residual] {
                    variants.push(Variant::Matmul(MatmulKey { tiling, format, epilogue }));
                }
            }
        }
        for queries in [Queries::One, Queries::Four] {
            for head_vectors in [1, 8, 16] {
                variants.push(Variant::Attention(AttentionKey { head_vectors, queries }));
            }
        }
        variants
    }

    fn needs_subgroups(variant: &Variant) -> bool {
        matches!(variant, Variant::Matmul(key) if key.tiling.needs_subgroups())
    }

    /// Parses and validates with no more than WebGPU's own capabilities, but for those of the
    /// optional variants.
    fn validated(variant: &Variant) -> naga::Module {
        let text = expanded(variant).unwrap();
        let module = naga::front::wgsl::parse_str(&text)
            .unwrap_or_else(|error| panic!("{variant:?}: {}", error.emit_to_string(&text)));
        let capabilities = match needs_subgroups(variant) {
            true => Capabilities::SUBGROUP,
            false => Capabilities::default(),
        };
        Validator::new(ValidationFlags::all(), capabilities)
            .validate(&module)
            .unwrap_or_else(|error| panic!("{variant:?}: {}", error.emit_to_string(&text)));
        module
    }

    fn bytes_in_workgroup_memory(module: &naga::Module) -> u32 {
        let variables = module.global_variables.iter();
        variables
            .filter(|(_, variable)| variable.space == AddressSpace::WorkGroup)
            .map(|(_, variable)| module.types[variable.ty].inner.size(module.to_ctx()))
            .sum()
    }

    fn bound_as(variable: &naga::GlobalVariable) -> Option<(u32, Binding)> {
        let number = variable.binding?.binding;
        let kind = match variable.space {
            AddressSpace::Uniform => Binding::Counts,
            AddressSpace::Storage { access } if access.contains(StorageAccess::STORE) => {
                Binding::Output
            }
            _ => Binding::Input,
        };
        Some((number, kind))
    }

    #[test]
    fn every_variant_is_valid_without_an_adapter() {
        all_variants().iter().for_each(|variant| drop(validated(variant)));
    }

    #[test]
    fn every_variant_keeps_to_the_plain_webgpu_limits() {
        for variant in all_variants() {
            let module = validated(&variant);
            assert!(bytes_in_workgroup_memory(&module) <= 16 * 1024, "{variant:?}");
            let [entry] = &module.entry_points[..] else {
                panic!("{variant:?} has {} entry points", module.entry_points.len())
            };
            assert!(entry.workgroup_size.iter().product::<u32>() <= 256, "{variant:?}");
            let storage = variant.bindings().iter().filter(|b| b.1 != Binding::Counts).count();
            assert!(storage <= 8, "{variant:?}");
        }
    }

    #[test]
    fn the_binding_table_says_what_the_files_say() {
        for variant in all_variants() {
            let module = validated(&variant);
            let variables = module.global_variables.iter();
            let mut found: Vec<_> = variables.filter_map(|(_, v)| bound_as(v)).collect();
            found.sort_by_key(|bound| bound.0);
            assert_eq!(found, variant.bindings(), "{variant:?}");
        }
    }

    #[test]
    fn the_table_holds_every_file() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/kernels");
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".wgsl"))
            .collect();
        names.sort();
        assert_eq!(names, FILES.iter().map(|file| file.0).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_of_the_expander_is_left_in_an_expansion() {
        for variant in all_variants() {
            let text = expanded(&variant).unwrap();
            let left = |line: &str| line.trim_start().starts_with('#') || line.contains('$');
            assert!(!text.lines().any(left), "{variant:?}");
        }
    }
}
