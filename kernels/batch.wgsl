// What a dispatch knows of its batch. Written once per chunk; the layout is that of `Counts` in
// src/compute/gpu/chunk.rs.

struct Batch {
    tokens: u32,     // rows of every activation
    sequences: u32,  // rows of the pooled output
    jobs: u32,       // entries of the attention job list
    unused: u32,     // uniform structs are sized in steps of 16 bytes
}
