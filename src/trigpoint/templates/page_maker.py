"""Templates parsed and pages made, in this process: without limits of time and memory."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered, RenderFault
from trigpoint.templates.environment import TaskEnvironment
from trigpoint.templates.html_tokens import tags
from trigpoint.templates.lint import lint_page, lint_template, without_liquid
from trigpoint.templates.liquid_template import LiquidTemplate
from trigpoint.templates.page_rules import PageRules
from trigpoint.templates.task_page import BUCKET_HOST, TaskPage, has_library

_MAX_PARSED: Final = 32
_MAX_PARSED_CHARS: Final = 500_000


class PageMaker:
    """Makes pages; keeps the templates last used in parsed form."""

    def __init__(self, rules: PageRules) -> None:
        self._rules = rules
        self._environment = TaskEnvironment()
        self._parsed: OrderedDict[str, LiquidTemplate] = OrderedDict()

    def check(self, template: str) -> tuple[RenderFault, ...]:
        """What can be said of a template without data: errors of syntax, else warnings."""
        faults = self._template(template).faults
        if faults:
            return faults
        text = without_liquid(template)
        found = list(tags(text))
        warnings = lint_page(
            template, found, has_library=has_library(found), rules=self._rules, is_template=True
        )
        return (*warnings, *lint_template(template))

    def page(self, template: str, task_input: object, grant: UrlGrant) -> Rendered:
        """The complete task document."""
        rendered = self._template(template).render(task_input, grant)
        if _is_nothing(rendered):
            return Rendered("", rendered.faults)
        page = TaskPage(rendered.html, grant, self._rules)
        return Rendered(page.document(), (*rendered.faults, *page.faults))

    def preview(self, template: str, task_input: object, grant: UrlGrant, *, whole: bool = False) -> Rendered:
        """What the template becomes, with every warning, for a page that opens anywhere.

        The `whole` document as workers get it, with its policy inside; else the template's own text.
        """
        rendered = self._template(template).render(task_input, grant)
        if _is_nothing(rendered):
            return rendered
        page = TaskPage(rendered.html, grant, self._rules, base=grant.origin)
        text = page.document(policy=self._rules.policy(grant.origin)) if whole else page.body()
        warnings = lint_page(
            rendered.html, page.tags, has_library=page.has_library, rules=self._rules, host=grant.origin
        )
        faults = (*rendered.faults, *page.faults, *warnings, *lint_template(template))
        return Rendered(text, faults, rendered.files)

    def trial(self, template: str, task_input: object, grant: UrlGrant) -> Rendered:
        """What is wrong with the task document, without making it where only Liquid can go wrong."""
        rendered = self._template(template).render(task_input, grant)
        if BUCKET_HOST in rendered.html.lower():
            return Rendered("", self.page(template, task_input, grant).faults)
        return Rendered("", rendered.faults)

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


def _is_nothing(rendered: Rendered) -> bool:
    """Whether rendering could not go on: an empty text without an error is a page."""
    return not rendered.html and rendered.failed
