// The register family of matmul.wgsl: 4 rows x 8 columns a thread, operands straight from storage.
//
// For software adapters (lavapipe, SwiftShader), where workgroup memory is only more memory.
// Measured on lavapipe: 21 GF/s where the shared family has 16, and 27 ms for a short query where
// it takes 100; 8x8 is faster on Mesa 22 and much slower on Mesa 25.
// Dispatch: x = OUTPUTS / 16 workgroups of 64 columns, y = tokens / 32, both rounded up.

const ROWS = 4u;          // rows a thread
const THREADS_ACROSS = 8u;
const THREADS_DOWN = 8u;

@compute @workgroup_size(THREADS_ACROSS, THREADS_DOWN)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x * 2u;
    let row = id.y * ROWS;
    if row >= batch.tokens || column >= OUTPUTS {
        return;
    }
    // Rows past the end read the last row again; store() drops them.
    let last = batch.tokens - 1u;
    let input0 = row * INPUTS;
    let input1 = min(row + 1u, last) * INPUTS;
    let input2 = min(row + 2u, last) * INPUTS;
    let input3 = min(row + 3u, last) * INPUTS;

    var left0 = vec4<f32>();
    var left1 = vec4<f32>();
    var left2 = vec4<f32>();
    var left3 = vec4<f32>();
    var right0 = vec4<f32>();
    var right1 = vec4<f32>();
    var right2 = vec4<f32>();
    var right3 = vec4<f32>();

    // Written out rather than looped: arrays indexed by a loop end in memory, not in registers.
    var w = column;
    for (var i = 0u; i < INPUTS; i++) {
        let a0 = input[input0 + i];
        let a1 = input[input1 + i];
        let a2 = input[input2 + i];
        let a3 = input[input3 + i];

        var left = weight[w];
        var right = weight[w + 1u];
        left0 += a0.x * left;
        right0 += a0.x * right;
        left1 += a1.x * left;
        right1 += a1.x * right;
        left2 += a2.x * left;
        right2 += a2.x * right;
        left3 += a3.x * left;
        right3 += a3.x * right;
        w += WEIGHT_STRIDE;

        left = weight[w];
        right = weight[w + 1u];
        left0 += a0.y * left;
        right0 += a0.y * right;
        left1 += a1.y * left;
        right1 += a1.y * right;
        left2 += a2.y * left;
        right2 += a2.y * right;
        left3 += a3.y * left;
        right3 += a3.y * right;
        w += WEIGHT_STRIDE;

        left = weight[w];
        right = weight[w + 1u];
        left0 += a0.z * left;
        right0 += a0.z * right;
        left1 += a1.z * left;
        right1 += a1.z * right;
        left2 += a2.z * left;
        right2 += a2.z * right;
        left3 += a3.z * left;
        right3 += a3.z * right;
        w += WEIGHT_STRIDE;

        left = weight[w];
        right = weight[w + 1u];
        left0 += a0.w * left;
        right0 += a0.w * right;
        left1 += a1.w * left;
        right1 += a1.w * right;
        left2 += a2.w * left;
        right2 += a2.w * right;
        left3 += a3.w * left;
        right3 += a3.w * right;
        w += WEIGHT_STRIDE;
    }

    store(row, column, left0);
    store(row, column + 1u, right0);
    store(row + 1u, column, left1);
    store(row + 1u, column + 1u, right1);
    store(row + 2u, column, left2);
    store(row + 2u, column + 1u, right2);
    store(row + 3u, column, left3);
    store(row + 3u, column + 1u, right3);
}
