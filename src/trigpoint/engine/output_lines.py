"""Output lines: an object's line with what became of it (outputs.md 1.4, 1.8).

Stored labels are JSON text, and nearly every line takes one at its end: those are joined as texts, a page at
a time. Whatever is out of the ordinary goes through `splice`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from trigpoint.formats.manifest import parse_line, splice
from trigpoint.functions.label_content import failed_content, line_attributes
from trigpoint.store.data_objects import ObjectPage
from trigpoint.store.labels import OutcomeRow

_CONTENT = msgspec.json.Decoder(dict[str, msgspec.Raw])


class OutputLines:
    """Writes the output lines of a job with this label attribute name."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._metadata = f"{label}-metadata"
        self._key_begins = msgspec.json.encode(label).decode()[:-1]  # of both keys
        fields = [("label", msgspec.Raw), ("metadata", msgspec.Raw)]
        names = {"label": label, "metadata": self._metadata}
        usual = msgspec.defstruct("Usual", fields, rename=names.get, forbid_unknown_fields=True)
        self._decode_usual = msgspec.json.Decoder(usual).decode_lines

    def of_page(self, page: ObjectPage, outcomes: Sequence[OutcomeRow]) -> bytes:
        """The page's lines joined by newlines; objects without an outcome keep theirs."""
        if not outcomes:
            return page.text
        text = page.text.decode()
        lines = text.split("\n")
        contents = [content for _, content, _ in outcomes if content is not None]
        all_plain = self._are_plain(text, len(lines))
        all_usual = self._are_usual(contents)
        if all_plain and all_usual and len(contents) == len(lines):
            joined = [line[:-1] + "," + content[1:] for line, content in zip(lines, contents, strict=True)]
            return "\n".join(joined).encode()
        for index, content, reason in outcomes:
            at = index - page.first_index
            line = lines[at]
            if content is not None and all_usual and (all_plain or self._are_plain(line, 1)):
                lines[at] = line[:-1] + "," + content[1:]
            else:
                lines[at] = self._of_outcome(line.encode(), content, reason).decode()
        return "\n".join(lines).encode()

    def of_line(self, line: bytes, content: Mapping[str, Any]) -> bytes:
        """The line with a label's keys; values may be `msgspec.Raw`."""
        if len(content) > 2:  # a function's own keys must not collide with the input's
            content = line_attributes(content, self._label, parse_line(line, 0))
        # Metadata of an earlier failure is taken out, so that both keys stand at the end.
        return splice(line, content, remove=(self._metadata,))

    def _of_outcome(self, line: bytes, content: str | None, reason: str | None) -> bytes:
        if content is not None:
            return self.of_line(line, _CONTENT.decode(content))
        return line if reason is None else splice(line, failed_content(self._label, reason))

    def _are_plain(self, text: str, n_lines: int) -> bool:
        """Whether to each line keys are added by writing them before its last brace, with a comma in front.

        So it is where none has the keys already, and each begins with a key and ends with a brace.
        """
        return (
            "\\" not in text  # a key may be spelled with escapes
            and self._key_begins not in text
            and text.startswith('{"')
            and text.endswith("}")
            and text.count('}\n{"') == n_lines - 1
        )

    def _are_usual(self, contents: Sequence[str]) -> bool:
        """Whether every label is the two keys, as those of all task types but custom ones are."""
        try:
            return len(self._decode_usual("\n".join(contents))) == len(contents)
        except msgspec.DecodeError:
            return False
