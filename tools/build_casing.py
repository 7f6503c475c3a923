"""Build the list of words that English writes in lower case more often than with a capital.

    python tools/build_casing.py FOLDER

FOLDER is ``spacy_lookups_data/data`` of the package spacy-lookups-data 1.0.5 (MIT licence; its lemmas are WordNet's,
with that licence). It says how often each form of a word stands in a large amount of text, as a logarithm, and which
words are in the dictionary. It is needed for this alone.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src" / "truceline" / "extract" / "vocabulary" / "common_words.txt"
#: What is not in the dictionary counts as a word where it is this frequent: one word in two millions.
FREQUENT = -14.5
ABSENT = -99.0


def main() -> int:
    """Write the list, one word a line, sorted."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    logs, index, forms = (_read(name) for name in ("en_lexeme_prob", "en_lemma_index", "en_lemma_lookup"))
    dictionary = {word for words in index.values() for word in words} | set(forms) | set(forms.values())
    common = sorted(
        word
        for word, log in logs.items()
        if word.isascii()
        and word.isalpha()
        and word.islower()
        and (len(word) > 1 or word == "a")
        and (word in dictionary or log > FREQUENT)
        and log > max(logs.get(word.title(), ABSENT), logs.get(word.upper(), ABSENT))
    )
    OUT.write_text("\n".join(common) + "\n", encoding="ascii")
    print(f"{len(common)} words, {OUT.stat().st_size} bytes")
    return 0


def _read(name: str) -> Any:
    return json.loads(gzip.decompress((Path(sys.argv[1]) / f"{name}.json.gz").read_bytes()))


if __name__ == "__main__":
    raise SystemExit(main())
