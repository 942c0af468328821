"""Reading by the neural model: windows of a paper, its states and what is decided from them. Needs ONNX Runtime only."""
