// Duty: multiplications and additions that need no memory, to measure what a device can do at most.
// `hallway model bench` shows the forward pass as a share of it.
//
// Shapes: input [2] (a factor and a summand, near 1 and 0, so that nothing overflows and no
// compiler knows the result), output [threads].
// Dispatch: any number of workgroups; a thread does ROUNDS * CHAINS * 8 operations.

#define CHAINS 8

const THREADS = 64u;

override ROUNDS: u32;

@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4<f32>>;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let factor = input[0];
    let summand = input[1];
    // Independent chains, so that none waits for its own last result.
#for i CHAINS
    var chain$i = vec4<f32>(f32(id.x + $iu));
#endfor
    for (var turn = 0u; turn < ROUNDS; turn++) {
#for i CHAINS
        chain$i = fma(chain$i, factor, summand);
#endfor
    }
    var total = vec4<f32>();
#for i CHAINS
    total += chain$i;
#endfor
    output[id.x] = total;
}
