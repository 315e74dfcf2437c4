// The shuffled family of matmul.wgsl: ROWS rows x 8 columns a thread, and the inputs of those rows
// passed around the subgroup.
//
// For lavapipe. There a load from storage is a loop over the eight threads of a subgroup, thirty
// times the price of a multiplication, whether their addresses differ or not; a shuffle is one
// instruction. So each thread loads an eighth of the rows' inputs, and the others get them from it.
// Measured on one matrix under the same load: 2.2 times the register family's rate with f32
// weights, 5.9 times with 8-bit ones. Unrolling the loop over the eight gains nothing and doubles
// the time to compile.
// Needs subgroups of at least 8 threads. All threads of a workgroup have the same rows, so it does
// not matter which of them the driver puts together.
// Dispatch: x = OUTPUTS / 16 workgroups of 64 columns, y = tokens / ROWS, both rounded up.

#define ROWS 8

const THREADS = 8u;

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
    @builtin(subgroup_invocation_id) lane: u32,
) {
    let column = (workgroup.x * THREADS + thread) * 2u;
    let row = workgroup.y * u32(ROWS);
    // Rows past the end read the last row again; store() drops them.
    let last = batch.tokens - 1u;
#for r ROWS
    let input$r = min(row + $ru, last) * INPUTS;
    var left$r = vec4<f32>();
    var right$r = vec4<f32>();
#endfor

    for (var i = 0u; i < INPUTS; i += 8u) {
        // What lies behind a row is another row, which need not be finite; the weights there are
        // zero.
        let mine = i + lane % 8u;
        let there = mine < INPUTS;
#for r ROWS
        let of_row$r = select(vec4<f32>(), input[input$r + mine], there);
#endfor
        for (var giver = 0u; giver < 8u; giver++) {
            let left = weight_block(i + giver, column);
            let right = weight_block(i + giver, column + 1u);
#for r ROWS
            let a$r = subgroupShuffle(of_row$r, giver);
#for k 4
            left$r = fma(vec4<f32>(a$r[$k]), left[$k], left$r);
            right$r = fma(vec4<f32>(a$r[$k]), right[$k], right$r);
#endfor
#endfor
        }
    }

#for r ROWS
    store(row + $ru, column, left$r);
    store(row + $ru, column + 1u, right$r);
#endfor
}
