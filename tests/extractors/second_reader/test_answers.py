"""What services answer, and what is taken from it."""

from __future__ import annotations

import json

import pytest

from extractors.second_reader.answers import events_in, tells_too_long, words_of
from extractors.second_reader.losses import Cause, Lost
from tests.extractors.second_reader.conftest import answered

EVENT = {"triggers": ["催一催"]}
WHOLE = json.dumps({"events": [EVENT]}, ensure_ascii=False)
UNLIKE = "no list of events"

WRITTEN = [
    ("the object alone", WHOLE, [EVENT]),
    ("no event", '{"events": []}', []),
    ("in a fence of Markdown", f"```json\n{WHOLE}\n```", [EVENT]),
    ("after words", f"标注结果如下：\n{WHOLE}\n以上。", [EVENT]),
    ("after thought", f'<think>材料里有 {{"events": 1}} 吗</think>\n\n{WHOLE}', [EVENT]),
    ("after thought whose opening tag is left out", f"先看看材料 {{}}\n</think>{WHOLE}", [EVENT]),
    ("a bare list", json.dumps([EVENT]), [EVENT]),
    ("an object of another form before it", f'{{"kind": "chat"}} {WHOLE}', [EVENT]),
    ("half of it", WHOLE[:-6], UNLIKE),
    ("a list of something else", "[1, 2]", UNLIKE),
    ("an empty list, which may be of anything", "[]", UNLIKE),
    ("events that are no objects", '{"events": ["催一催"]}', UNLIKE),
    ("words alone", "没有发现此类事件。", UNLIKE),
    ("thought without an end", f"<think>{WHOLE}", UNLIKE),
    ("nested too deeply", "[" * 100_000, UNLIKE),
]


@pytest.mark.parametrize(("written", "events"), [row[1:] for row in WRITTEN], ids=[row[0] for row in WRITTEN])
def test_events_in_what_a_model_writes(written, events):
    if events == UNLIKE:
        with pytest.raises(Lost) as caught:
            events_in(written)
        assert caught.value.cause is Cause.NOT_JSON
    else:
        assert events_in(written) == events


@pytest.mark.parametrize("service", ["vllm", "ollama", "llama_cpp"])
def test_words_of_the_services(service):
    assert words_of(json.dumps(answered(WHOLE, service)["body"]).encode()) == WHOLE


BODIES = [
    ("parts", answered("")["body"] | {"choices": [{"message": {"content": [{"type": "text", "text": "x"}]}}]}, "x"),
    ("no tokens left", answered(WHOLE, finish_reason="length")["body"], Cause.CUT_SHORT),
    ("filtered", answered(WHOLE, finish_reason="content_filter")["body"], Cause.REFUSED),
    ("thought alone", answered("")["body"], Cause.NOT_JSON),
    ("an error in place of an answer", {"error": {"message": "model not found"}}, Cause.REFUSED),
    ("an error of length", {"error": {"message": "the request exceeds the available context size"}}, Cause.TOO_LONG),
    ("no choices", {"choices": []}, Cause.NOT_JSON),
    ("a list", [], Cause.NOT_JSON),
]


@pytest.mark.parametrize(("body", "words"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_bodies(body, words):
    data = json.dumps(body).encode()
    if isinstance(words, Cause):
        with pytest.raises(Lost) as caught:
            words_of(data)
        assert caught.value.cause is words
    else:
        assert words_of(data) == words


REFUSALS = [
    ("This model's maximum context length is 8192 tokens. However, you requested 9127 tokens", True),  # vLLM
    ("the request exceeds the available context size. try increasing the context size", True),  # llama.cpp
    ("input length and max_tokens exceed context limit", True),
    ("'response_format.type' must be one of 'text', 'json_object'", False),
    ("json_schema: unsupported keyword additionalProperties", False),
]


@pytest.mark.parametrize(("said", "is_too_long"), REFUSALS)
def test_refusals_for_length(said, is_too_long):
    assert tells_too_long(json.dumps({"object": "error", "message": said, "code": 400}).encode()) is is_too_long
