"""The tasks that Label Studio imports: one document each, with its regions, their fields and relations."""

from __future__ import annotations

from collections.abc import Sequence

from data.types import VerdictKind
from evaluation.gold import label_config as names
from evaluation.gold.drafts import EVENT_FIELDS, MENTION_FIELDS, Row, extra_of, fields_of, key_orders
from evaluation.gold.relations import Relation, anchors, owner_roles, relations_of
from evaluation.gold.tool_files import Options
from evaluation.gold.units import Unit, ruler

OWN = "guowen"
"""The key of `data` under which travels what the editor has no place for."""
KINDS = tuple(VerdictKind)


def task_of(row: Row, number: int, options: Options) -> Row:
    """The task of a gold line, annotated; or with predictions in place of annotations."""
    own = {
        "fields": list(fields_of(row)),
        "mentions": [mention["id"] for mention in row["mentions"]],
        "events": [event["id"] for event in row["events"]],
        "mention_extra": {mention["id"]: extra for mention in row["mentions"] if (extra := _mention_extra(mention))},
        "event_extra": {event["id"]: extra for event in row["events"] if (extra := _event_extra(event))},
        **key_orders(row),
    }
    result = _Result(row, options.unit or Unit.CODE_POINTS).items
    data = {"text": row["text"], **fields_of(row), OWN: own}
    if options.predictions:
        scores = [item["score"] for item in row["events"] if isinstance(item.get("score"), int | float)]
        told = {"score": round(min(scores), 4)} if scores else {}
        return {"id": number, "data": data, "predictions": [{"model_version": OWN, "result": result, **told}]}
    return {"id": number, "data": data, "annotations": [{"result": result, "was_cancelled": False}]}


def _mention_extra(mention: Row) -> Row:
    """The fields that no control holds; an id without a link is no state of the controls."""
    odd = {"linked": mention.get("linked")} if mention.get("registry_id") and not mention.get("linked") else {}
    return {**extra_of(mention, MENTION_FIELDS), **odd}


def _event_extra(event: Row) -> Row:
    """The fields that no control holds: further ones, empty words, verdicts that are none."""
    verdict = str(event["verdict"])
    kind, _, record = verdict.partition(":")
    plain = event["verdict"] is None or (verdict in KINDS) or (kind == VerdictKind.FILED and bool(record))
    odd = {name: event[name] for name in ("case_no", "date", "lawful", "status", "channel") if event[name] == ""}
    return {**extra_of(event, EVENT_FIELDS), **odd, **({} if plain else {"verdict": event["verdict"]})}


class _Result:
    """The items of one annotation's `result`."""

    def __init__(self, row: Row, unit: Unit) -> None:
        self._measure = ruler(row["text"], unit)
        self._mentions = {mention["id"]: mention for mention in row["mentions"]}
        self.items: list[Row] = []
        for mention in row["mentions"]:
            self._region(mention, mention["id"])
            self._link(mention)
        relations: list[Relation] = []
        keys = {name: name for name in self._mentions}
        for event, trigger, taken in anchors(row["events"]):
            key = f"{trigger}@{event['id']}" if taken else trigger
            if taken:
                self._region(self._mentions[trigger], key)
            self._event(event, self._mentions[trigger], key)
            relations += relations_of(event, key, keys)
        self.items += [
            {"type": "relation", "from_id": one.start, "to_id": one.end, "direction": "right", "labels": [one.name]}
            for one in relations
        ]

    def _item(self, name: str, kind: str, mention: Row, key: str, value: Row) -> None:
        place = {"start": self._measure.outward(mention["start"]), "end": self._measure.outward(mention["end"])}
        item = {"id": key, "from_name": name, "to_name": names.TEXT, "type": kind, "origin": "manual"}
        self.items.append({**item, "value": {**place, **value}})

    def _region(self, mention: Row, key: str) -> None:
        value = {"text": mention["text"], "labels": [mention["type"]]}
        self._item(names.MENTION, "labels", mention, key, value)

    def _link(self, mention: Row) -> None:
        if mention.get("registry_id"):
            self._typed(names.REGISTRY_ID, mention, mention["id"], mention["registry_id"])
        elif mention.get("linked"):
            self._chosen(names.LINK, mention, mention["id"], [names.UNREGISTERED])

    def _event(self, event: Row, mention: Row, key: str) -> None:
        self._typed("event_id", mention, key, event["id"])
        situations = event["situations"]
        for name, code in zip(names.SITUATIONS, situations, strict=False):
            self._chosen(name, mention, key, [code])
        self._chosen(names.MORE_SITUATIONS, mention, key, situations[len(names.SITUATIONS) :])
        kind, _, record = str(event["verdict"] or "").partition(":")
        for name in names.CHOICES:
            code = kind if name == "verdict" else event[name]
            self._chosen(name, mention, key, [code] if code else [])
        for name, words in (("record", record), ("case_no", event["case_no"]), ("date", event["date"])):
            self._typed(name, mention, key, words)
        self._chosen(names.OWNER_IS, mention, key, owner_roles(event))

    def _chosen(self, name: str, mention: Row, key: str, codes: Sequence[str]) -> None:
        if codes:
            self._item(name, "choices", mention, key, {"text": mention["text"], "choices": list(codes)})

    def _typed(self, name: str, mention: Row, key: str, words: str | None) -> None:
        if words:
            self._item(name, "textarea", mention, key, {"text": [words]})
