// The shared family of matmul.wgsl: a workgroup computes 64 rows x 64 columns, 8 x 8 a thread, and
// walks the inputs 16 at a time through workgroup memory (8 KiB).
//
// For real GPUs, by design judgement: it was checked for correctness on a software adapter, and its
// speed was not measured on hardware.
// Dispatch: x = OUTPUTS / 16, y = tokens / 64, both rounded up.

const TILE = 64u;          // rows and columns of a workgroup
const DEPTH = 16u;         // inputs a step
const VECTORS = TILE / 4u;
const THREADS = 64u;

// Both tiles have the input axis first, so that the inner loop reads vec4s from both.
var<workgroup> input_tile: array<array<vec4<f32>, VECTORS>, DEPTH>;
var<workgroup> weight_tile: array<array<vec4<f32>, VECTORS>, DEPTH>;

// Four neighbouring inputs of one row; zero outside the input.
fn load_input(row: u32, vector: u32) -> vec4<f32> {
    if row >= batch.tokens || vector >= INPUTS {
        return vec4<f32>();
    }
    return input[row * INPUTS + vector];
}

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let first_row = workgroup.y * TILE;
    let first_column = workgroup.x * VECTORS;
    // A thread's 8 rows are two runs of 4, half a tile apart, and so are its columns: neighbouring
    // threads then read neighbouring vec4s of the tiles.
    let across = thread % 8u;
    let down = thread / 8u;

    var sums: array<array<vec4<f32>, 2>, 8>;
    for (var depth = 0u; depth < INPUTS; depth += DEPTH / 4u) {
        // Inputs: a thread takes 4 rows x 4 inputs and lays them down transposed.
        let group = thread / 4u;
        let vector = thread % 4u;
        let row = first_row + 4u * group;
        let block = transpose(mat4x4<f32>(
            load_input(row, depth + vector),
            load_input(row + 1u, depth + vector),
            load_input(row + 2u, depth + vector),
            load_input(row + 3u, depth + vector),
        ));
        // Weights: a thread takes a block of 4 inputs x 4 outputs.
        let quad = thread / VECTORS;
        let column = thread % VECTORS;
        let weights = weight_block(depth + quad, first_column + column);
#for i 4
        input_tile[4u * vector + $iu][group] = block[$i];
        weight_tile[4u * quad + $iu][column] = weights[$i];
#endfor
        workgroupBarrier();

        for (var k = 0u; k < DEPTH; k++) {
            let upper = input_tile[k][down];
            let lower = input_tile[k][down + 8u];
            let left = weight_tile[k][across];
            let right = weight_tile[k][across + 8u];
            for (var r = 0u; r < 4u; r++) {
                sums[r][0] += upper[r] * left;
                sums[r][1] += upper[r] * right;
                sums[r + 4u][0] += lower[r] * left;
                sums[r + 4u][1] += lower[r] * right;
            }
        }
        // The next step may not overwrite the tiles before all threads have read them.
        workgroupBarrier();
    }

    for (var r = 0u; r < 4u; r++) {
        let row = first_row + 4u * down + r;
        let column = first_column + across;
        store(row, column, sums[r][0]);
        store(row, column + 8u, sums[r][1]);
        store(row + TILE / 2u, column, sums[r + 4u][0]);
        store(row + TILE / 2u, column + 8u, sums[r + 4u][1]);
    }
}
