// Duty: one vector a sequence: the mean over its tokens, or its first token's state; scaled to
// length 1 when NORMALISE is set.
//
// Shapes: states [tokens, V] in vec4s (V = VECTORS), offsets [sequences + 1] (sequence s has the
// tokens offsets[s] .. offsets[s + 1]), output [sequences, V].
// Dispatch: one workgroup a sequence.

#include "reduce.wgsl"

@group(0) @binding(0) var<storage, read> states: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> offsets: array<u32>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4<f32>>;

override VECTORS: u32;
override FIRST_TOKEN: bool;  // pool by the first token instead of the mean
override NORMALISE: bool;

// Keeps a zero vector from becoming NaN; the value is PyTorch's (torch.nn.functional.normalize).
const SMALLEST_LENGTH = 1e-12;

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let sequence = workgroup.x;
    let begin = offsets[sequence];
    let end = select(offsets[sequence + 1u], begin + 1u, FIRST_TOKEN);

    var squares = 0.0;
    for (var i = thread; i < VECTORS; i += THREADS) {
        var sum = vec4<f32>();
        for (var token = begin; token < end; token++) {
            sum += states[token * VECTORS + i];
        }
        let mean = sum / f32(end - begin);
        squares += dot(mean, mean);
        output[sequence * VECTORS + i] = mean;
    }

    let length = sqrt(sum_over_workgroup(squares, thread));
    if NORMALISE {
        for (var i = thread; i < VECTORS; i += THREADS) {
            output[sequence * VECTORS + i] /= max(length, SMALLEST_LENGTH);
        }
    }
}
