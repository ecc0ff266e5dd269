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
        return layout.page(request, "docs.html", operations=list(operations(schema)), origin=str(request.base_url).rstrip("/"))

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
                    "answers": sorted(operation.get("responses", {})),
                }
            )
    return rows


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = (
        operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    )
    found: dict[str, Any] = schema.get("components", {}).get("schemas", {}).get(reference.rsplit("/", 1)[-1], {})
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
    return str(field.get("type", ""))
