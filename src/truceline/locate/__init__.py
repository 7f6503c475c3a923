"""LOCATES. Names of places -> places with their doubt: gazetteer, candidates, resolver."""

from truceline.locate.gazetteer import Candidate, Gazetteer, Region, open_gazetteer

__all__ = ["Candidate", "Gazetteer", "Region", "open_gazetteer"]
