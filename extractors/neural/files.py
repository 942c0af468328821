"""Names of the files of a neural model."""

ENCODER = "neural_encoder.onnx"
HEADS = "neural_heads.onnx"
LIST = "neural.json"
FILES = (ENCODER, HEADS, LIST)
