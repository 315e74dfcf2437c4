// Layer normalisation of one row of `output`, in place, by one workgroup.
//
// The including file declares `output`, `scale` and `shift`, and each thread has written the
// vectors it owns here (`thread`, `thread + THREADS`, ...) to `output` beforehand.

#include "reduce.wgsl"

override WIDTH: u32;    // values in a row
override VECTORS: u32;  // vec4s in a row; what lies beyond WIDTH is zero and stays so
override EPSILON: f32;  // added to the variance

// Distance from the mean, and zero in the padding, which must not count as variance.
fn deviation(value: vec4<f32>, mean: f32, vector: u32) -> vec4<f32> {
    let index = vec4<u32>(0u, 1u, 2u, 3u) + 4u * vector;
    return select(vec4<f32>(), value - mean, index < vec4<u32>(WIDTH));
}

// y = (x - mean) / sqrt(variance + epsilon) * scale + shift, with the variance taken around the
// mean in a second pass: E[x^2] - mean^2 would cancel in f32.
fn normalise_row(row: u32, thread: u32) {
    let first = row * VECTORS;

    var sum = 0.0;
    for (var i = thread; i < VECTORS; i += THREADS) {
        sum += dot(output[first + i], vec4<f32>(1.0));
    }
    let mean = sum_over_workgroup(sum, thread) / f32(WIDTH);

    var squares = 0.0;
    for (var i = thread; i < VECTORS; i += THREADS) {
        let d = deviation(output[first + i], mean, i);
        squares += dot(d, d);
    }
    let variance = sum_over_workgroup(squares, thread) / f32(WIDTH);

    let factor = 1.0 / sqrt(variance + EPSILON);
    for (var i = thread; i < VECTORS; i += THREADS) {
        let d = deviation(output[first + i], mean, i);
        output[first + i] = d * factor * scale[i] + shift[i];
    }
}
