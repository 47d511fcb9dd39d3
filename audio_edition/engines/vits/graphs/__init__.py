"""A VITS graph in ONNX, rewritten part by part: the same weights, the same sound, less time on a CPU.

Each change takes an `onnx.ModelProto` and changes it in place; it leaves a part of another build as it is.

    opening    noise becomes an input, durations an output
    faster     all changes below, in the order in which they are given up where the sound is not the same
    attention, splines, norms    the same result in fewer nodes
    flow       no masks, flips and splits
    decoder    long stages in windows that fit into a core's cache; `stages` writes one of them
    widening   a second axis, for the kernels that know two dimensions only
    precision  weights kept in fewer bits
    nodes      how nodes are written, found and pruned
    file       metadata, and writing in one step

Who compares the result with the original stands one folder up: `compiling` for checkpoints, `piper_copy` for
Piper voices.
"""
