"""Names of the files of a neural model, and the format they are in."""

FORMAT = 1
ENCODER = "neural_encoder.onnx"
HEADS = "neural_heads.onnx"
LIST = "neural.json"
FILES = (ENCODER, HEADS, LIST)
