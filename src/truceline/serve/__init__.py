"""SERVES. HTTP -> questions to a store -> pages and JSON. Nothing is fetched from anywhere, and nothing is sent out."""

from __future__ import annotations

from truceline.serve.access import add_account
from truceline.serve.app import make_app
from truceline.serve.openapi import openapi
from truceline.serve.settings import Settings, is_loopback, read_clock

__all__ = ["Settings", "add_account", "is_loopback", "make_app", "openapi", "read_clock"]
