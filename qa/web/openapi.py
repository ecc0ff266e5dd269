"""The page for other systems at /docs: every path with what goes in and out, from the app's own OpenAPI description.

FastAPI's own page loads its scripts from another host, which our content security policy and our promise to visitors
both forbid; this one is plain HTML.
"""

import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from qa.web.layout import Layout


def openapi_router(app: FastAPI, layout: Layout) -> APIRouter:
    """/docs; /openapi.json is FastAPI's."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs", response_class=HTMLResponse)
    def docs(request: Request) -> HTMLResponse:
        schema = app.openapi()
        return layout.page(
            request,
            "docs.html",
            operations=operations(schema),
            types=types(schema),
            origin=str(request.base_url).rstrip("/"),
        )

    return router


def operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Method, path, summary, parameters, body fields and an example of each operation, in the order of the app."""
    rows = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            body = _body(operation, schema)
            rows.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "parameters": [{"description": "", "required": False, **p} for p in operation.get("parameters", [])],
                    "fields": _fields(body),
                    "example": json.dumps(body["examples"][0], ensure_ascii=False) if body.get("examples") else None,
                    "gives": _type(_json(operation.get("responses", {}).get("200", {}))),
                    "answers": sorted(operation.get("responses", {})),
                }
            )
    return rows


def types(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, description and fields of what goes out, or the words that it may be; in the order of their names."""
    asked = {_body_name(operation) for methods in schema["paths"].values() for operation in methods.values()}
    return [
        {
            "name": name,
            "description": found.get("description", "").partition("\n")[0],
            "fields": _fields(found),
            "words": found.get("enum", ()),
        }
        for name, found in sorted(schema["components"]["schemas"].items())
        if name not in asked and not name.endswith("ValidationError")  # FastAPI's own errors, which ours replace
    ]


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["components"]["schemas"].get(_body_name(operation), {})
    return found


def _body_name(operation: dict[str, Any]) -> str:
    return _type(_json(operation.get("requestBody", {})))


def _json(part: dict[str, Any]) -> dict[str, Any]:
    """The schema of the JSON that a request or a response carries."""
    found: dict[str, Any] = part.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _fields(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "required": name in body.get("required", ()),
            "type": _type(field),
            "description": field.get("description", ""),
        }
        for name, field in body.get("properties", {}).items()
    ]


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " | ".join(_type(one) for one in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"].rsplit("/", 1)[-1])
    if "items" in field:
        return f"list of {_type(field['items'])}"
    if isinstance(field.get("additionalProperties"), dict):
        return f"{_type(field['additionalProperties'])} by name"
    return str(field.get("type", ""))
