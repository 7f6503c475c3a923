"""LOCATES. Names of places -> places with their doubt: gazetteer, candidates, resolver."""

from truceline.locate.gazetteer import Candidate, Gazetteer, Region, open_gazetteer
from truceline.locate.placing import locate_reading

__all__ = ["Candidate", "Gazetteer", "Region", "locate_reading", "open_gazetteer"]
