// The narrow family of matmul.wgsl: 4 rows x 64 columns a workgroup, the inputs shared out among
// SLICES groups of threads whose sums are added up in workgroup memory (8 KiB).
//
// For a short query on a real GPU, by design judgement: tiles of 64 rows would compute mostly
// nothing there, and few threads would run. Its speed was not measured on hardware.
// Dispatch: x = OUTPUTS / 16, y = tokens / 4, both rounded up.

const ROWS = 4u;
const ACROSS = 16u;   // threads, each with one vec4 of columns
const SLICES = 8u;
const THREADS = ACROSS * SLICES;

// Slice by slice, the rows of a thread side by side.
var<workgroup> parts: array<array<vec4<f32>, ROWS>, THREADS>;

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let column = workgroup.x * ACROSS + thread % ACROSS;
    let slice = thread / ACROSS;
    let row = workgroup.y * ROWS;
    // Rows past the end read the last row again; store() drops them.
    let last = batch.tokens - 1u;
#for r 4
    let input$r = min(row + $ru, last) * INPUTS;
    var sum$r = vec4<f32>();
#endfor

    for (var i = slice; i < INPUTS; i += SLICES) {
        let block = weight_block(i, column);
#for r 4
        let a$r = input[input$r + i];
#for k 4
        sum$r = fma(vec4<f32>(a$r[$k]), block[$k], sum$r);
#endfor
#endfor
    }

#for r 4
    parts[thread][$r] = sum$r;
#endfor
    workgroupBarrier();
    // The first 64 threads add up one vec4 each: a row of a column.
    if thread < ROWS * ACROSS {
        let place = thread % ACROSS;
        let of_row = thread / ACROSS;
        var total = vec4<f32>();
        for (var s = 0u; s < SLICES; s++) {
            total += parts[s * ACROSS + place][of_row];
        }
        store(row + of_row, workgroup.x * ACROSS + place, total);
    }
}
