// Duty: a linear layer over every token, output = epilogue(input * weight + bias).
//
// Shapes, in vec4s along the last axis: input [tokens, INPUTS], weight [4 * INPUTS rounded up to
// 32, WEIGHT_STRIDE] (transposed from the checkpoint's [outputs, inputs], zero where padded),
// bias [OUTPUTS], residual and output [tokens, OUTPUTS]. WEIGHT_STRIDE is OUTPUTS rounded up to
// 64 values, so no family checks columns while it reads.
//
// Variants (the key is `Variant::Matmul` in src/compute/gpu/kernels.rs):
//   epilogue  nothing more, GELU, or RESIDUAL (adds the residual's same row)
//   weights   f32, or INT8_WEIGHTS: see weight_block.wgsl
//   tiling    SHARED_TILES: through workgroup memory, for real GPUs;
//             NARROW_TILES: few rows, inputs shared out among threads, for short queries there;
//             SHUFFLED_TILES: rows passed around a subgroup, for lavapipe (needs subgroups);
//             else registers alone, ROWS a thread

// A browser wants `enable subgroups;` before the shuffled variant; naga 30, which runs it here, knows
// the functions and not yet the directive.

#include "batch.wgsl"

@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
#ifdef RESIDUAL
@group(0) @binding(3) var<storage, read> residual: array<vec4<f32>>;
#endif
@group(0) @binding(4) var<uniform> batch: Batch;
@group(0) @binding(5) var<storage, read_write> output: array<vec4<f32>>;

override INPUTS: u32;
override OUTPUTS: u32;
override WEIGHT_STRIDE: u32;

#include "weight_block.wgsl"

#ifdef GELU
#include "gelu.wgsl"
#endif

// The epilogue: what happens to four finished sums. Rows and columns outside the output are cut
// off here and nowhere else.
fn store(row: u32, column: u32, sum: vec4<f32>) {
    if row >= batch.tokens || column >= OUTPUTS {
        return;
    }
#ifdef INT8_WEIGHTS
    var value = sum * bias[OUTPUTS + column] + bias[column];
#else
    var value = sum + bias[column];
#endif
#ifdef GELU
    value = gelu(value);
#endif
#ifdef RESIDUAL
    value += residual[row * OUTPUTS + column];
#endif
    output[row * OUTPUTS + column] = value;
}

#ifdef SHARED_TILES
#include "matmul_shared.wgsl"
#else
#ifdef NARROW_TILES
#include "matmul_narrow.wgsl"
#else
#ifdef SHUFFLED_TILES
#include "matmul_shuffled.wgsl"
#else
#include "matmul_register.wgsl"
#endif
#endif
#endif
