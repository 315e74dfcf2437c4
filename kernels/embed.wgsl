// Duty: the state of every token before the first layer: word + position + type embedding, then
// layer normalisation.
//
// Shapes, in vec4s (V = VECTORS, the width of a state): words [vocabulary, V], positions
// [positions, V], token_type, scale, shift [V], output [tokens, V].
// Dispatch: one workgroup a token.

// A token's word id, and its place in its own sequence.
struct Token {
    word: u32,
    position: u32,
}

@group(0) @binding(0) var<storage, read> tokens: array<Token>;
@group(0) @binding(1) var<storage, read> words: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> positions: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> token_type: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> scale: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> shift: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> output: array<vec4<f32>>;

#include "normalise.wgsl"

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let row = workgroup.x;
    let token = tokens[row];
    for (var i = thread; i < VECTORS; i += THREADS) {
        output[row * VECTORS + i] = words[token.word * VECTORS + i]
            + positions[token.position * VECTORS + i]
            + token_type[i];
    }
    normalise_row(row, thread);
}
