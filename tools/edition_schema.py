"""The JSON Schema of edition.json: `python -m tools.edition_schema > docs/edition.schema.json`."""

from __future__ import annotations

import ast
import inspect
import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from audio_edition import fault
from audio_edition.edition import manifest


class _Plain(GenerateJsonSchema):
    """Without the titles that are the keys over again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> str:
    """The schema (JSON Schema 2020-12) as it stands in docs/edition.schema.json."""
    document = manifest.Manifest.model_json_schema(mode="serialization", schema_generator=_Plain)
    notes = _notes(manifest) | _notes(fault)
    for name, table in {**document["$defs"], "Manifest": document}.items():
        for key, field in table["properties"].items():
            if text := notes.get((name, key)) or (
                notes.get(("Account", key)) if name == "Manifest" else None
            ):
                field["description"] = text
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": "edition.schema.json"}
    return json.dumps(head | document, ensure_ascii=False, indent=1) + "\n"


def _notes(module: Any) -> dict[tuple[str, str], str]:
    """What the program says of each field: the text under it."""
    found = {}
    for part in ast.parse(inspect.getsource(module)).body:
        if isinstance(part, ast.ClassDef):
            for field, text in zip(part.body, part.body[1:], strict=False):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(text, ast.Expr)
                    and isinstance(text.value, ast.Constant)
                ):
                    found[part.name, field.target.id] = inspect.cleandoc(str(text.value.value))
    return found


if __name__ == "__main__":
    print(schema(), end="")
