"""The JSON Schema of the nouns, made from the structs themselves (JSON Schema 2020-12).

``truceline schema`` prints it. One definition serves Python, files, the command line and HTTP: there is no second set
of models that could differ from this one.
"""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from truceline.model import agreement, claim, decision, event, selection, status, text, world

#: What stands on a line of JSON Lines, in the order in which a report's lines are printed; ``kind`` says which it is.
RECORDS: tuple[type[msgspec.Struct], ...] = (
    text.Report,
    text.Unreadable,
    world.TimeMention,
    world.PlaceMention,
    world.ActorMention,
    claim.Attribution,
    claim.Claim,
    claim.Difference,
    claim.Incident,
    claim.Merge,
    claim.Apart,
    status.Bearing,
    status.Cell,
    status.Gap,
    decision.Decision,
)

#: Every other noun: what records are made of, and what an agreement file becomes.
PARTS: tuple[type[msgspec.Struct], ...] = (
    text.Span,
    text.Mention,
    text.Removed,
    text.Passage,
    world.TimeInterval,
    world.Place,
    world.Actor,
    event.Count,
    event.Thing,
    event.Event,
    claim.Reading,
    status.Reason,
    status.ReadingStatus,
    status.ThresholdStatus,
    status.Need,
    status.Condition,
    agreement.Designation,
    agreement.Party,
    agreement.Source,
    agreement.Circle,
    agreement.Zone,
    agreement.Weapon,
    agreement.Suspends,
    agreement.Notice,
    agreement.Renewal,
    agreement.Beginning,
    agreement.Start,
    agreement.Within,
    agreement.Instrument,
    agreement.While,
    agreement.OnRelease,
    agreement.After,
    agreement.Unless,
    agreement.Instead,
    agreement.Interpretation,
    agreement.Term,
    agreement.Threshold,
    agreement.Agreement,
    selection.Filter,
    selection.Stamp,
    selection.Listed,
    selection.SourceReport,
)


def noun_schema() -> dict[str, Any]:
    """The schema of one record: a JSON object of any of the kinds, with every noun under ``$defs``, sorted by name."""
    records, definitions = msgspec.json.schema_components((*RECORDS, *PARTS), ref_template="#/$defs/{name}")
    for definition in definitions.values():
        if "description" in definition:
            definition["description"] = inspect.cleandoc(definition["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of Truceline's JSON Lines",
        "anyOf": list(records[: len(RECORDS)]),
        "$defs": dict(sorted(definitions.items())),
    }
