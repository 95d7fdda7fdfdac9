"""`with_structured_output`: the binding that asks for a form, and the parser of what comes."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import JsonOutputParser, PydanticOutputParser
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough
from langchain_core.utils.function_calling import convert_to_json_schema
from langchain_core.utils.pydantic import is_basemodel_subclass

from phi4_node.chat_model.form import Form


def structured(
    model: BaseChatModel,
    schema: dict[str, Any] | type,
    method: str,
    *,
    strict: bool | None,
    include_raw: bool,
    **settings: Any,
) -> Runnable[Any, Any]:
    """The model bound to a schema, and a parser; see `ChatPhi4Mini.with_structured_output`."""
    bound = model.bind(
        response_format=_form(schema, method, strict).response_format(),
        ls_structured_output_format={"kwargs": {"method": method}, "schema": convert_to_json_schema(schema)},
        **settings,
    )
    parser: Runnable[Any, Any] = (
        PydanticOutputParser(pydantic_object=schema)
        if isinstance(schema, type) and is_basemodel_subclass(schema)
        else JsonOutputParser()
    )
    if not include_raw:
        return bound | parser
    nothing: Runnable[Any, Any] = RunnableLambda(lambda _: None)
    parsed = RunnablePassthrough.assign(
        parsed=RunnableLambda(_raw) | parser, parsing_error=nothing
    ).with_fallbacks([RunnablePassthrough.assign(parsed=nothing)], exception_key="parsing_error")
    return {"raw": bound} | parsed


def _form(schema: dict[str, Any] | type, method: str, strict: bool | None) -> Form:
    if method == "json_mode":
        return Form({})
    json_schema = convert_to_json_schema(schema)
    return Form(json_schema, str(json_schema.get("title") or "answer"), strict)


def _raw(value: dict[str, Any]) -> Any:
    return value["raw"]
