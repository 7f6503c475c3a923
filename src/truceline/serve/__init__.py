"""SERVES. HTTP -> questions to a store -> pages and JSON. Nothing is fetched from anywhere, and nothing is sent out."""

from __future__ import annotations

from truceline.serve.app import make_app
from truceline.serve.settings import Settings, is_loopback, read_clock

__all__ = ["Settings", "is_loopback", "make_app", "read_clock"]
