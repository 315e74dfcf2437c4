"""One round of onnxruntime over the prepared inputs, as a line of JSON. Knows nothing of Hallway.

usage: onnx_round.py GRAPH.onnx INPUTS.json THREADS
"""

import json
import sys
import time

import numpy as np
import onnxruntime


def session(graph, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def padded(passages, group):
    """Ids and mask of a group, padded to its longest passage."""
    longest = max(len(passages[index]["ids"]) for index in group)
    ids = np.zeros((len(group), longest), np.int32)
    mask = np.zeros_like(ids)
    for row, index in enumerate(group):
        length = len(passages[index]["ids"])
        ids[row, :length] = passages[index]["ids"]
        mask[row, :length] = 1
    return {"ids": ids, "mask": mask}


def measure(run, content):
    """Milliseconds of each timed run over all groups, and the vectors of the first group."""
    inputs = [padded(content["passages"], group) for group in content["padded"]]
    warm, timed = content["repeats"]["warm"], content["repeats"]["timed"]
    times = []
    for _ in range(warm + timed):
        total = 0.0
        for group in inputs:
            started = time.perf_counter()
            run(group)
            total += (time.perf_counter() - started) * 1000
        times.append(total)
    vectors = [[float(value) for value in row] for row in run(inputs[0])]
    return {"ms": times[warm:], "vectors": vectors}


def main():
    graph, inputs, threads = sys.argv[1:]
    encoder = session(graph, int(threads))
    run = lambda group: encoder.run(None, group)[0]
    with open(inputs, encoding="utf-8") as handle:
        sets = json.load(handle)
    print(json.dumps({name: measure(run, content) for name, content in sets.items()}))


if __name__ == "__main__":
    main()
