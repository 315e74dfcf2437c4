// The four-query family of attention.wgsl: a job is up to four neighbouring queries, which share
// every key and value that is read. Scores of the four stand in the lanes of a vec4.
//
// For software adapters. The four are written out: looping over them inside the loop over a head
// costs three times as much on lavapipe, whose compiler then leaves the arrays in memory.

fn attend(job: Job, head: u32) {
    // A short job repeats its last query and drops the copies at the end.
    let last = job.queries - 1u;
    let first0 = query_of(job.first_query, head);
    let first1 = query_of(job.first_query + min(1u, last), head);
    let first2 = query_of(job.first_query + min(2u, last), head);
    let first3 = query_of(job.first_query + min(3u, last), head);
    var query0: array<vec4<f32>, D>;
    var query1: array<vec4<f32>, D>;
    var query2: array<vec4<f32>, D>;
    var query3: array<vec4<f32>, D>;
    for (var d = 0u; d < D; d++) {
        query0[d] = qkv[first0 + d] * SCALE;
        query1[d] = qkv[first1 + d] * SCALE;
        query2[d] = qkv[first2 + d] * SCALE;
        query3[d] = qkv[first3 + d] * SCALE;
    }

    var sum0: array<vec4<f32>, D>;
    var sum1: array<vec4<f32>, D>;
    var sum2: array<vec4<f32>, D>;
    var sum3: array<vec4<f32>, D>;
    var highest = vec4<f32>(LOWEST);
    var total = vec4<f32>();
    for (var token = job.first_key; token < job.first_key + job.keys; token++) {
        let key = key_of(token, head);
        var score = vec4<f32>();
        for (var d = 0u; d < D; d++) {
            let k = qkv[key + d];
            score += vec4<f32>(
                dot(query0[d], k),
                dot(query1[d], k),
                dot(query2[d], k),
                dot(query3[d], k),
            );
        }
        // What was summed under a lower maximum is scaled down to the new one.
        let next = max(highest, score);
        let correction = exp(highest - next);
        let share = exp(score - next);
        total = total * correction + share;
        highest = next;
        let value = value_of(token, head);
        for (var d = 0u; d < D; d++) {
            let v = qkv[value + d];
            sum0[d] = sum0[d] * correction.x + share.x * v;
            sum1[d] = sum1[d] * correction.y + share.y * v;
            sum2[d] = sum2[d] * correction.z + share.z * v;
            sum3[d] = sum3[d] * correction.w + share.w * v;
        }
    }

    let row = output_of(job.first_query, head);
    let next_row = HEADS * D;
    for (var d = 0u; d < D; d++) {
        output[row + d] = sum0[d] / total.x;
        if last >= 1u {
            output[row + next_row + d] = sum1[d] / total.y;
        }
        if last >= 2u {
            output[row + 2u * next_row + d] = sum2[d] / total.z;
        }
        if last >= 3u {
            output[row + 3u * next_row + d] = sum3[d] / total.w;
        }
    }
}
