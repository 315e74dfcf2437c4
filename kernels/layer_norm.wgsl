// Duty: layer normalisation of every token's state.
//
// Shapes, in vec4s (V = VECTORS): input [tokens, V], scale, shift [V], output [tokens, V].
// Dispatch: one workgroup a token.

@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> scale: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> shift: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

#include "normalise.wgsl"

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let row = workgroup.x;
    for (var i = thread; i < VECTORS; i += THREADS) {
        output[row * VECTORS + i] = input[row * VECTORS + i];
    }
    normalise_row(row, thread);
}
