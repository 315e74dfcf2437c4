// Duty: for each document and each row of a query the largest product of that row with a row of the
// document, and the first row that has it. All integers, so every device gives the same.
//
// Shapes: query [Q, V], documents [rows, V], each value a vec4<u32> of sixteen 8-bit integers (V =
// counts.vectors; Q = counts.query_rows rounded up to QUERIES, by rows of zeros), offsets
// [documents + 1] (document d has the rows offsets[d] .. offsets[d + 1], at least one), output
// [documents, counts.query_rows].
// Dispatch: x = documents, y = Q / QUERIES workgroups.
//
// The query is read from storage: the threads of a workgroup read the same vector at the same time,
// and a width that only the call knows has no place in workgroup memory.

const THREADS = 64u;
const QUERIES = 4u;            // query rows a workgroup: the lanes of its vectors
const LOWEST = -2147483648;    // below every product
const NO_ROW = 0xffffffffu;    // behind every row

// `Counts` of src/compute/gpu/max_sim/packed.rs.
struct Counts {
    query_rows: u32,
    vectors: u32,
    unused0: u32,  // uniform structs are sized in steps of 16 bytes
    unused1: u32,
}

struct Nearest {
    product: i32,
    row: u32,  // counted from the document's first
}

@group(0) @binding(0) var<storage, read> query: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> documents: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> offsets: array<u32>;
@group(0) @binding(3) var<uniform> counts: Counts;
@group(0) @binding(4) var<storage, read_write> output: array<Nearest>;

var<workgroup> products: array<vec4<i32>, THREADS>;
var<workgroup> rows: array<vec4<u32>, THREADS>;

fn product_of(a: vec4<u32>, b: vec4<u32>) -> i32 {
    return dot4I8Packed(a.x, b.x) + dot4I8Packed(a.y, b.y)
        + dot4I8Packed(a.z, b.z) + dot4I8Packed(a.w, b.w);
}

// The products of a document's row with the workgroup's query rows.
fn products_with(token: u32, first_query: u32) -> vec4<i32> {
    let row = token * counts.vectors;
    let query0 = first_query * counts.vectors;
    let query1 = query0 + counts.vectors;
    let query2 = query1 + counts.vectors;
    let query3 = query2 + counts.vectors;
    var sum = vec4<i32>();
    for (var i = 0u; i < counts.vectors; i++) {
        let values = documents[row + i];
        sum += vec4<i32>(
            product_of(values, query[query0 + i]),
            product_of(values, query[query1 + i]),
            product_of(values, query[query2 + i]),
            product_of(values, query[query3 + i]),
        );
    }
    return sum;
}

// Keeps the better of two threads' findings in the first's place. Rows are spread over the threads,
// so the order of threads is not that of rows: of equal products the lower row is taken.
fn merge(thread: u32, other: u32) {
    let mine = products[thread];
    let theirs = products[other];
    let equal_and_before = (theirs == mine) & (rows[other] < rows[thread]);
    let better = (theirs > mine) | equal_and_before;
    products[thread] = select(mine, theirs, better);
    rows[thread] = select(rows[thread], rows[other], better);
}

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let document = workgroup.x;
    let first_query = workgroup.y * QUERIES;
    let begin = offsets[document];
    let end = offsets[document + 1u];

    var highest = vec4<i32>(LOWEST);
    var nearest = vec4<u32>(NO_ROW);
    for (var token = begin + thread; token < end; token += THREADS) {
        let found = products_with(token, first_query);
        let better = found > highest;
        highest = select(highest, found, better);
        nearest = select(nearest, vec4<u32>(token - begin), better);
    }

    products[thread] = highest;
    rows[thread] = nearest;
    workgroupBarrier();
    for (var half = THREADS / 2u; half > 0u; half = half / 2u) {
        if thread < half {
            merge(thread, thread + half);
        }
        workgroupBarrier();
    }

    let row = first_query + thread;
    if thread < QUERIES && row < counts.query_rows {
        output[document * counts.query_rows + row] = Nearest(products[0][thread], rows[0][thread]);
    }
}
