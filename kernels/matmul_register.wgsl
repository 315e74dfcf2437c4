// The register family of matmul.wgsl: ROWS rows x 8 columns a thread, operands straight from
// storage.
//
// For software adapters without subgroups (SwiftShader), and a candidate of `hallway model tune`.
// Dispatch: x = OUTPUTS / 16 workgroups of 64 columns, y = tokens / (8 * ROWS), both rounded up.

#define ROWS 4

const THREADS_ACROSS = 8u;
const THREADS_DOWN = 8u;

@compute @workgroup_size(THREADS_ACROSS, THREADS_DOWN)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x * 2u;
    let row = id.y * u32(ROWS);
    if row >= batch.tokens || column >= OUTPUTS {
        return;
    }
    // Rows past the end read the last row again; store() drops them.
    let last = batch.tokens - 1u;
    // A name for each row rather than an array: those end in memory, not in registers.
#for r ROWS
    let input$r = min(row + $ru, last) * INPUTS;
    var left$r = vec4<f32>();
    var right$r = vec4<f32>();
#endfor

    for (var i = 0u; i < INPUTS; i++) {
        let left = weight_block(i, column);
        let right = weight_block(i, column + 1u);
#for r ROWS
        let a$r = input[input$r + i];
#for k 4
        left$r = fma(vec4<f32>(a$r[$k]), left[$k], left$r);
        right$r = fma(vec4<f32>(a$r[$k]), right[$k], right$r);
#endfor
#endfor
    }

#for r ROWS
    store(row + $ru, column, left$r);
    store(row + $ru, column + 1u, right$r);
#endfor
}
