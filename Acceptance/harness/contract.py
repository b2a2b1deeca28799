# SPDX-License-Identifier: Apache-2.0
"""Holds every answer against the served OpenAPI document: undescribed is as wrong as different.

A disagreement does not stop the test that met it, so that a wrong description hides no wrong
behaviour; each is reported once, at the end of the test that met it first (see conftest.py).
"""

import re

from jsonschema import Draft202012Validator

METHODS = ("get", "put", "post", "delete", "patch")


class Contract:
    """The served description, ready to be compared with what really happens."""

    def __init__(self, document):
        self.document = document
        self.templates = [
            (self.pattern(path, item), path)
            for path, item in sorted(
                document["paths"].items(), key=lambda pair: pair[0].count("{"))]
        self.validators = {}
        self.known = set()
        self.news = []

    @staticmethod
    def pattern(path, item):
        """What matches a path; one that takes the rest has slashes in its last part."""
        part = ".+" if item.get("x-takes-rest") else "[^/]+"
        return re.compile(re.sub(r"\\\{[^/]+?\\\}", part, re.escape(path)) + r"\Z")

    def operations(self):
        """(method, path template, operation) of everything described."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item[method]

    def template(self, path):
        bare = re.sub(r"/+", "/", path.split("?")[0]).rstrip("/")
        for pattern, template in self.templates:
            if pattern.fullmatch(bare):
                return template
        return None

    def check(self, method, path, answer):
        """Notes when this answer is not one that the document describes."""
        problems = self.problems(method, path, answer)
        key = (method, self.template(path), answer.status, re.sub(r"\d+", "#", str(problems)))
        if problems and key not in self.known:
            self.known.add(key)
            self.news.append(f"{'; '.join(problems)} in {answer}")

    def tell_news(self):
        """The disagreements since the last time."""
        news, self.news = self.news, []
        return news

    def problems(self, method, path, answer):
        template = self.template(path)
        if template is None:
            return [] if answer.status in (401, 404) else ["openapi.json hides this route"]
        operation = self.document["paths"][template].get(method.lower())
        if operation is None:
            return [] if answer.status in (401, 404, 405) else ["openapi.json hides this method"]
        responses = operation["responses"]
        described = responses.get(str(answer.status), responses.get("default"))
        if described is None:
            return [f"openapi.json describes no {answer.status} of {method} {template}"]
        content = self.resolve(described).get("content", {}).get("application/json")
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        if content is None or not is_json or "schema" not in content:
            return []
        key = (template, method, answer.status)
        if key not in self.validators:
            self.validators[key] = self.validator(content["schema"])
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
                for error in self.validators[key].iter_errors(answer.json)]

    def validator(self, schema):
        # The document itself is the root, so that "#/components/…" resolves.
        root = {"$schema": "https://json-schema.org/draft/2020-12/schema",
                "components": self.document.get("components", {}), "allOf": [schema]}
        return Draft202012Validator(root)

    def resolve(self, node):
        """Follows a local $ref."""
        while "$ref" in node:
            found = self.document
            for name in node["$ref"].removeprefix("#/").split("/"):
                found = found[name.replace("~1", "/").replace("~0", "~")]
            node = found
        return node
