// Duty: softmax(q k^T / sqrt(head size)) v for every head, within each sequence. Sequences are
// packed end to end, so nothing is padded and nothing masked.
//
// Shapes, in vec4s (H = HEADS, D = HEAD_VECTORS): qkv [tokens, 3, H, D] (queries, keys, values),
// jobs [batch.jobs], output [tokens, H, D].
// Dispatch: a thread takes one head of one job; THREADS threads a workgroup, job by job, the heads
// of a job side by side.
//
// Variants (the key is `Variant::Attention` in src/compute/gpu/kernels.rs): the size of a head, and
// FOUR_QUERIES, for software adapters; else one query a thread, for real GPUs.
//
// Keys and values are read straight from storage and the softmax is kept online (Milakov and
// Gimelshein 2018, arXiv:1805.02867): one pass, no scores in memory. Measured on lavapipe with
// 128-token sequences: 4 queries a thread take 188 ms where 1 takes 540, and key tiles in
// workgroup memory 881.

#include "batch.wgsl"

// vec4s in a head. It sizes private arrays, so it cannot be an override.
#define HEAD_VECTORS 8

const THREADS = 64u;
const D = u32(HEAD_VECTORS);

override HEADS: u32;
override SCALE: f32;  // 1 / sqrt(head size)

// Neighbouring queries of one sequence, at least one, and that sequence's tokens.
struct Job {
    first_query: u32,
    queries: u32,
    first_key: u32,
    keys: u32,
}

@group(0) @binding(0) var<storage, read> qkv: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> jobs: array<Job>;
@group(0) @binding(2) var<uniform> batch: Batch;
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

// Below every score; WGSL has no infinity to start a maximum from.
const LOWEST = -3.4e38;

// Where the head's vectors begin: the three parts of a row of qkv, and a row of output.
fn query_of(token: u32, head: u32) -> u32 {
    return (token * 3u * HEADS + head) * D;
}

fn key_of(token: u32, head: u32) -> u32 {
    return ((token * 3u + 1u) * HEADS + head) * D;
}

fn value_of(token: u32, head: u32) -> u32 {
    return ((token * 3u + 2u) * HEADS + head) * D;
}

fn output_of(token: u32, head: u32) -> u32 {
    return (token * HEADS + head) * D;
}

#ifdef FOUR_QUERIES
#include "attention_four.wgsl"
#else
#include "attention_one.wgsl"
#endif

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = id.x / HEADS;
    if index < batch.jobs {
        attend(jobs[index], id.x % HEADS);
    }
}
