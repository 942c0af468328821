"""Reading by the neural model: windows of a paper, its states, what they tell. Needs ONNX Runtime only."""
