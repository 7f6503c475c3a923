"""The OpenAPI 3.1 file of the interface, made from the table of endpoints and the model's own structs."""

from __future__ import annotations

import functools
from typing import Any

import msgspec

from truceline.serve.api import ENDPOINTS, REQUIRED, Endpoint
from truceline.serve.api_shapes import Param
from truceline.serve.problems import MEDIA_TYPE

VERSION = "1.0"
ROOT = "/api/v1"
_REF = "#/components/schemas/{name}"
_PROBLEM = {
    "type": "object",
    "description": "What went wrong, in one sentence (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
}
_STATUSES = {
    "400": "Something that was asked cannot be used.",
    "401": "A token is needed, or this one is not known.",
    "403": "This may not be done, or not be shown.",
    "404": "There is no such thing, or it is not shown yet.",
    "429": "Too many requests; Retry-After says when to ask again.",
}


@functools.cache
def openapi() -> bytes:
    """The file, to the byte the same for one version."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2)


@functools.cache
def document() -> dict[str, Any]:
    """The file as a value."""
    types = [t for e in ENDPOINTS for t in (e.answers, e.body) if t is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    of = dict(zip(map(id, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(ROOT + endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Truceline",
            "version": VERSION,
            "description": "What reports say about the terms of a ceasefire: claims, cells and their reasons."
            " Compiled from published reports; no observer's report, no evidence for a court, no warning system.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made with: truceline access"}
            },
        },
    }


def _operation(endpoint: Endpoint, of: dict[int, Any]) -> dict[str, Any]:
    created = endpoint.method == "POST"
    answers: dict[str, Any] = {
        "201" if created else "200": {
            "description": "Done." if created else "Found.",
            "content": {"application/json": {"schema": of[id(endpoint.answers)]}},
        }
    }
    if not created:
        answers["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        answers["304"] = {"description": "It is as it was when you got this ETag."}
    statuses = dict(_STATUSES)
    if created:
        statuses |= {"409": "It is so already.", "413": "The body is too large.", "415": "The body is of another kind."}
    for status, words in sorted(statuses.items()):
        answers[status] = {
            "description": words,
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}},
        }
    found: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "responses": answers,
        "parameters": [
            *(
                {"name": n, "in": "path", "required": True, "description": a, "schema": _schema(t)}
                for n, t, a in endpoint.inside
            ),
            *map(_parameter, endpoint.params),
        ],
    }
    if endpoint.role != "reader":
        found["security"] = [{"token": []}]
        found["description"] = f"Needs the role {endpoint.role}."
    if endpoint.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": of[id(endpoint.body)]}}}
    return found


def _parameter(param: Param) -> dict[str, Any]:
    schema = _schema(param.type)
    if param.many:
        schema = {"type": "array", "items": schema}
    return {
        "name": param.name,
        "in": "query",
        "required": param.name in REQUIRED,
        "description": param.about,
        "schema": schema,
        **({"style": "form", "explode": True} if param.many else {}),
    }


def _schema(type_: Any) -> dict[str, Any]:
    """The schema of a parameter, with whatever it refers to written out."""
    (found,), components = msgspec.json.schema_components([type_], ref_template=_REF)
    if "$ref" in found:
        return {k: v for k, v in components[found["$ref"].rpartition("/")[2]].items() if k != "title"}
    return found
