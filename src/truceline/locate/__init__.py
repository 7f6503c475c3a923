"""LOCATES. Names of places -> places with their doubt: gazetteer, candidates, resolver."""

from truceline.locate.gazetteer import Candidate, Gazetteer, Region, open_gazetteer
from truceline.locate.imports import Import, Refused, read_places, write_places
from truceline.locate.placing import locate_reading

__all__ = [
    "Candidate",
    "Gazetteer",
    "Import",
    "Refused",
    "Region",
    "locate_reading",
    "open_gazetteer",
    "read_places",
    "write_places",
]
