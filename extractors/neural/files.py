"""Names of the files of a neural model, and the format they are in.

A model has one or more members that read alike and whose opinions are averaged; each has an encoder and heads.
"""

FORMAT = 2
LIST = "neural.json"
MARK = "neural"
"""What the names of all files begin with."""


def encoder_file(member: int) -> str:
    """The encoder of a member, counted from 0."""
    return f"{MARK}_encoder_{member + 1}.onnx"


def heads_file(member: int) -> str:
    """The heads of a member, counted from 0."""
    return f"{MARK}_heads_{member + 1}.onnx"


def files_of(members: int) -> tuple[str, ...]:
    """All files of a model."""
    return (LIST, *(name for member in range(members) for name in (encoder_file(member), heads_file(member))))
