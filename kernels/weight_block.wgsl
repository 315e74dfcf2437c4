// The weights of a matmul, four inputs by four outputs at a time.
//
// f32: [inputs, WEIGHT_STRIDE] vec4s. INT8_WEIGHTS: [inputs / 4, WEIGHT_STRIDE] vec4<u32>s, whose
// components are neighbouring inputs and whose bytes are neighbouring outputs; an output's scale
// stands behind the bias, at bias[OUTPUTS + column], and is applied to the finished sum.

#ifdef INT8_WEIGHTS
@group(0) @binding(1) var<storage, read> weight: array<vec4<u32>>;
#else
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
#endif

// Inputs 4 * vector to 4 * vector + 3, one a column of the matrix, for the outputs of a vec4.
fn weight_block(vector: u32, column: u32) -> mat4x4<f32> {
#ifdef INT8_WEIGHTS
    let bytes = weight[vector * WEIGHT_STRIDE + column];
    return mat4x4<f32>(
        vec4<f32>(unpack4xI8(bytes.x)),
        vec4<f32>(unpack4xI8(bytes.y)),
        vec4<f32>(unpack4xI8(bytes.z)),
        vec4<f32>(unpack4xI8(bytes.w)),
    );
#else
    let first = 4u * vector * WEIGHT_STRIDE + column;
    return mat4x4<f32>(
        weight[first],
        weight[first + WEIGHT_STRIDE],
        weight[first + 2u * WEIGHT_STRIDE],
        weight[first + 3u * WEIGHT_STRIDE],
    );
#endif
}
