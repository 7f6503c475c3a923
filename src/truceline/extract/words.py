"""Words as data: the vocabulary files, and which lemma a form belongs to.

Only words that stand in a vocabulary file have a lemma here; every other word is its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from truceline.errors import VocabularyError

_VOWELS = "aeiou"


@functools.cache
def vocabulary(name: str) -> Mapping[str, Any]:
    """The vocabulary file ``name`` (without ``.yaml``) as plain dicts and lists; VocabularyError when it is damaged."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    file = resources.files("truceline") / "extract" / "vocabulary" / f"{name}.yaml"
    try:
        content = YAML(typ="safe", pure=False).load(file.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise VocabularyError(f"The vocabulary file {name}.yaml is damaged; reinstall Truceline.") from error
    if not isinstance(content, dict):
        raise VocabularyError(f"The vocabulary file {name}.yaml is not a mapping; reinstall Truceline.")
    return content


@functools.cache
def lemmas() -> Mapping[str, str]:
    """Form (lower case) -> lemma, for every word of the vocabularies ``speech`` and ``events``."""
    table: dict[str, str] = {}
    speech, events, irregular = vocabulary("speech"), vocabulary("events"), vocabulary("irregular")
    words: set[str] = set()
    for group in (*speech.values(), *events["classes"].values(), *events["factuality"].values()):
        words |= _strings(group)
    words |= set(speech["attitudes"]["prepositions"])
    words |= set(events["verbs"]) | set(events["nouns"])
    for key in ("ceasefire_verbs", "terms", "control", "poison"):
        words |= _strings(events[key])
    for key in ("resume", "halt", "light", "occurrence", "witness", "demonstrating", "joining", "driving"):
        words |= _strings(events[key])
    for word in sorted(words | set(irregular)):
        for form in (word, *irregular.get(word, ()), *_inflected(word)):
            table.setdefault(form, word)
    for lemma, forms in irregular.items():
        for form in forms:
            table[form] = lemma
    return table


@functools.lru_cache(maxsize=20_000)
def lemma(word: str) -> str:
    """The vocabulary's lemma of a word form, or the word itself in lower case."""
    lower = word.lower()
    return lemmas().get(lower, lower)


def _strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value.lower()}
    if isinstance(value, Mapping):
        return set().union(*map(_strings, value.values())) if value else set()
    if isinstance(value, Iterable):
        return set().union(*map(_strings, value))
    return set()


def _inflected(word: str) -> Iterator[str]:
    """Regular forms of an English verb or noun: -s, -ed, -ing with the usual spellings."""
    if word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS:
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    elif word.endswith("e"):
        yield from (word + "s", word + "d", word[:-1] + "ing")
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        yield from (word + "es", word + "ed", word + "ing")
    else:
        yield from (word + "s", word + "ed", word + "ing")
        if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
            yield from (word + word[-1] + "ed", word + word[-1] + "ing")
