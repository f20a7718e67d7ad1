"""The document of the API in words, for people: read from the OpenAPI document, so that both agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True)
class ApiField:
    """A parameter, or a field of an answer: its ``name`` as a path (``items[].slug``), its ``type`` in one word."""

    name: str
    type: str
    about: str = ""


@dataclass(frozen=True)
class ApiAddress:
    path: str
    summary: str
    about: str
    scope: str
    asks_token: bool
    parameters: list[ApiField]
    fields: list[ApiField]

    @property
    def request(self) -> str:
        return f"GET {self.path}"

    @property
    def anchor(self) -> str:
        return self.path.strip("/").replace("/", "-").translate({ord(sign): None for sign in "{}."})


@dataclass(frozen=True)
class ApiGroup:
    name: str
    addresses: list[ApiAddress]


def read_groups(document: Document) -> list[ApiGroup]:
    """The addresses of an OpenAPI document by their tag, in its order."""
    groups: dict[str, ApiGroup] = {}
    for path, methods in document["paths"].items():
        operation = methods["get"]
        name = operation.get("tags", [""])[0]
        group = groups.setdefault(name, ApiGroup(name, []))
        content: Document = operation["responses"][200].get("content", {})
        schema: Document = content.get("application/json", {}).get("schema", {})
        group.addresses.append(
            ApiAddress(
                path,
                operation["summary"],
                operation.get("description", ""),
                operation.get("x-scope", ""),
                bool(operation.get("security")),
                [
                    ApiField(
                        parameter["name"],
                        _describe_type(document, parameter["schema"]),
                        _describe_parameter(parameter),
                    )
                    for parameter in operation.get("parameters", [])
                ],
                list(_list_fields(document, schema)),
            )
        )
    return list(groups.values())


def _resolve(document: Document, schema: Document) -> Document:
    """The schema itself, of one that points to it or that may be null."""
    if "$ref" in schema:
        return _resolve(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for alternative in schema.get("anyOf", []):
        if alternative.get("type") != "null":
            return _resolve(document, alternative)
    return schema


def _list_fields(document: Document, schema: Document, above: str = "") -> Iterator[ApiField]:
    for name, field in _resolve(document, schema).get("properties", {}).items():
        resolved = _resolve(document, field)
        path = f"{above}{name}"
        yield ApiField(path, _describe_type(document, field), field.get("description", ""))
        if resolved.get("type") == "array":
            yield from _list_fields(document, resolved["items"], f"{path}[].")
        elif resolved.get("type") == "object":
            yield from _list_fields(document, resolved, f"{path}.")


def _describe_type(document: Document, schema: Document) -> str:
    resolved = _resolve(document, schema)
    name = resolved.get("format") or resolved.get("type", "")
    return f"{name} | null" if any(item.get("type") == "null" for item in schema.get("anyOf", [])) else name


def _describe_parameter(parameter: Document) -> str:
    values = parameter["schema"].get("enum") or []
    return (
        parameter.get("description")
        or parameter["schema"].get("description", "")
        or ", ".join(map(str, values))
    )
