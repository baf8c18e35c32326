"""Templates parsed and pages made, in this process: without limits of time and memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered, RenderFault
from trigpoint.templates.environment import TaskEnvironment
from trigpoint.templates.html_tokens import tags
from trigpoint.templates.lint import lint_page, lint_template
from trigpoint.templates.liquid_template import LiquidTemplate
from trigpoint.templates.task_page import BUCKET_HOST, has_library, task_page

_MAX_PARSED: Final = 32
_MAX_PARSED_CHARS: Final = 500_000


class PageMaker:
    """Makes pages; keeps the templates last used in parsed form."""

    def __init__(self, mirrors: Mapping[str, str]) -> None:
        self._mirrors = mirrors
        self._environment = TaskEnvironment()
        self._parsed: OrderedDict[str, LiquidTemplate] = OrderedDict()

    def check(self, template: str) -> tuple[RenderFault, ...]:
        """What can be said of a template without data: errors of syntax, else warnings."""
        faults = self._template(template).faults
        if faults:
            return faults
        found = list(tags(template))
        return (*lint_page(found, has_library=has_library(found)), *lint_template(template))

    def body(self, template: str, task_input: object, grant: UrlGrant) -> Rendered:
        """What Liquid makes of the template, with warnings about the page it is."""
        text, faults = self._template(template).render(task_input, grant)
        found = list(tags(text))
        warnings = lint_page(found, has_library=has_library(found)) if text else ()
        return Rendered(text, (*faults, *warnings))

    def page(self, template: str, task_input: object, grant: UrlGrant) -> Rendered:
        """The complete task document."""
        parsed = self._template(template)
        text, faults = parsed.render(task_input, grant)
        if parsed.faults or (not text and any(not fault.warning for fault in faults)):
            return Rendered("", faults)
        document, noticed = task_page(text, grant, self._mirrors)
        return Rendered(document, (*faults, *noticed))

    def trial(self, template: str, task_input: object, grant: UrlGrant) -> Rendered:
        """What is wrong with the task document, without making it where only Liquid can go wrong."""
        text, faults = self._template(template).render(task_input, grant)
        if BUCKET_HOST in text.lower():
            return Rendered("", self.page(template, task_input, grant).faults)
        return Rendered("", faults)

    def forget(self) -> None:
        """Let go of the parsed templates."""
        self._parsed.clear()

    def _template(self, source: str) -> LiquidTemplate:
        found = self._parsed.get(source)
        if found is None:
            found = self._parsed[source] = LiquidTemplate(source, self._environment)
        self._parsed.move_to_end(source)
        while len(self._parsed) > 1 and (
            len(self._parsed) > _MAX_PARSED or sum(map(len, self._parsed)) > _MAX_PARSED_CHARS
        ):
            self._parsed.popitem(last=False)
        return found
