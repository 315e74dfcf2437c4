// The one-query family of attention.wgsl: a job is one query.
//
// For real GPUs, by design judgement: a thread there has 255 registers at most, and four queries of
// a 32-wide head would need all of them. Its speed was not measured on hardware.

fn attend(job: Job, head: u32) {
    var query: array<vec4<f32>, D>;
    var sum: array<vec4<f32>, D>;
    let first = query_of(job.first_query, head);
    for (var d = 0u; d < D; d++) {
        query[d] = qkv[first + d] * SCALE;
    }

    var highest = LOWEST;
    var total = 0.0;
    for (var token = job.first_key; token < job.first_key + job.keys; token++) {
        let key = key_of(token, head);
        var score = 0.0;
        for (var d = 0u; d < D; d++) {
            score += dot(query[d], qkv[key + d]);
        }
        // What was summed under a lower maximum is scaled down to the new one.
        let next = max(highest, score);
        let correction = exp(highest - next);
        let share = exp(score - next);
        total = total * correction + share;
        highest = next;
        let value = value_of(token, head);
        for (var d = 0u; d < D; d++) {
            sum[d] = sum[d] * correction + share * qkv[value + d];
        }
    }

    let row = output_of(job.first_query, head);
    for (var d = 0u; d < D; d++) {
        output[row + d] = sum[d] / total;
    }
}
