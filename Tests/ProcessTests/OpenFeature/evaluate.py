"""Evaluates flags by the published OpenFeature SDK and provider: evaluate.py URL QUESTION...

A question is TOKEN|TYPE|KEY|CONTEXT, the context a JSON object or nothing. For each a line is printed: the value as JSON with its
Python type, reason, variant, error code, metadata as JSON.
"""

import json
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

DEFAULTS = {"boolean": True, "string": "code", "integer": -1, "float": -1.5, "object": {"code": True}}


def client(url: str, token: str):
    api.set_provider(OFREPProvider(url, headers_factory=lambda: {"Authorization": f"Bearer {token}"}), token)
    return api.get_client(token)


def context(text: str) -> EvaluationContext | None:
    if not text:
        return None
    attributes = json.loads(text)
    return EvaluationContext(attributes.pop("targetingKey", None), attributes)


def main(url: str, questions: list[str]) -> None:
    for question in questions:
        token, kind, key, attributes = question.split("|", 3)
        ask = getattr(client(url, token), f"get_{kind}_details")
        details = ask(key, DEFAULTS[kind], context(attributes))
        value = f"{type(details.value).__name__} {json.dumps(details.value)}"
        code = details.error_code.value if details.error_code else "-"
        reason = getattr(details.reason, "value", details.reason)
        print(f"{value} {reason} {details.variant or '-'} {code} {json.dumps(details.flag_metadata)}", flush=True)


main(sys.argv[1], sys.argv[2:])
