# SPDX-License-Identifier: Apache-2.0

import json
import re

MARK = re.compile(r"\[\[(?:([a-z]+):)?([a-z-]+?)((?:-[0-9]+)*)(?:=([^\]\s]+))?\]\]")


class Marks(dict):
    """The marks in a text that are for a provider: name → numbers; `words` has what stands behind
    an equals sign."""

    def __init__(self, text, provider=""):
        found = [mark for whom, *mark in MARK.findall(text) if whom in ("", provider)]
        super().__init__((name, [int(number) for number in numbers.split("-") if number])
                         for name, numbers, _ in found)
        self.words = {name: word for name, _, word in found if word}

    def number(self, name, default=None):
        return self[name][0] if self.get(name) else default

    def word(self, name):
        return self.words.get(name)


def last_text(request):
    """The text that a model would answer to."""
    for name in ("messages", "input", "prompt"):
        content = request.get(name)
        if isinstance(content, list) and content and isinstance(content[-1], dict):
            content = content[-1].get("content", content[-1].get("output"))
        if content:
            return content if isinstance(content, str) else json.dumps(content)
    return ""
