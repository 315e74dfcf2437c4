// Duty: of each block of rows of a table those with the largest products with a query, best first.
// The lists of the blocks are short, and whoever asked merges them.
//
// Shapes, in vec4s (V = VECTORS): query [V], table [V, counts.rows] (the rows' vec4s side by side, so
// that neighbouring threads read neighbouring memory), output [blocks, counts.best].
// Dispatch: one workgroup a block of BLOCK rows.

const THREADS = 64u;
const ROWS = 4u;               // a thread
const BLOCK = THREADS * ROWS;
const LOWEST = -3.4e38;        // below every product
const NO_ROW = 0xffffffffu;    // behind every row

override VECTORS: u32;

// `Counts` of src/compute/gpu/scan.rs.
struct Counts {
    rows: u32,
    best: u32,     // rows wanted of each block, at most BLOCK
    unused0: u32,  // uniform structs are sized in steps of 16 bytes
    unused1: u32,
}

struct Near {
    product: f32,
    row: u32,  // NO_ROW where the block has fewer rows
}

@group(0) @binding(0) var<storage, read> query: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> table: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> counts: Counts;
@group(0) @binding(3) var<storage, read_write> output: array<Near>;

var<workgroup> products: array<f32, BLOCK>;
var<workgroup> best: array<Near, THREADS>;

fn is_nearer(a: Near, b: Near) -> bool {
    return a.product > b.product || (a.product == b.product && a.row < b.row);
}

fn product_with(row: u32) -> f32 {
    var sum = 0.0;
    for (var i = 0u; i < VECTORS; i++) {
        sum += dot(query[i], table[i * counts.rows + row]);
    }
    return sum;
}

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let first = workgroup.x * BLOCK;
    for (var place = thread; place < BLOCK; place += THREADS) {
        products[place] = LOWEST;
        if first + place < counts.rows {
            products[place] = product_with(first + place);
        }
    }

    for (var rank = 0u; rank < counts.best; rank++) {
        // A thread looks at its own rows alone, so they need no barrier.
        var mine = Near(LOWEST, NO_ROW);
        for (var place = thread; place < BLOCK; place += THREADS) {
            if products[place] > mine.product {
                mine = Near(products[place], first + place);
            }
        }
        best[thread] = mine;
        workgroupBarrier();
        for (var half = THREADS / 2u; half > 0u; half = half / 2u) {
            if thread < half && is_nearer(best[thread + half], best[thread]) {
                best[thread] = best[thread + half];
            }
            workgroupBarrier();
        }
        let found = best[0];
        if thread == 0u {
            output[workgroup.x * counts.best + rank] = found;
        }
        // Its thread strikes it off.
        if found.row != NO_ROW && (found.row - first) % THREADS == thread {
            products[found.row - first] = LOWEST;
        }
        // The next round may not begin to write before all threads have read this one.
        workgroupBarrier();
    }
}
