// Sums a value over the threads of a workgroup.

const THREADS = 64u;

var<workgroup> partial_sums: array<f32, THREADS>;

// Every thread of the workgroup must call it, and every thread gets the total.
fn sum_over_workgroup(value: f32, thread: u32) -> f32 {
    partial_sums[thread] = value;
    workgroupBarrier();
    for (var half = THREADS / 2u; half > 0u; half = half / 2u) {
        if thread < half {
            partial_sums[thread] = partial_sums[thread] + partial_sums[thread + half];
        }
        workgroupBarrier();
    }
    let total = partial_sums[0];
    // The next sum may not begin to write before all threads have read this one.
    workgroupBarrier();
    return total;
}
