"""Every rule of the guidance on one page: what it says, when it speaks, from where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wemode.catalogue.rules import Comparison, Condition, Rule
from wemode.guidance import known_rules, meaning


@dataclass(frozen=True, slots=True)
class When:
    """One form of a rule: of what is read, all must hold, and where there are any, one of these."""

    where: str
    all_of: tuple[str, ...]
    any_of: tuple[str, ...]


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in order of urgency; of no case, so nothing of one is read."""
    context = {"rules": [(rule, tuple(_forms(rule))) for rule in known_rules()]}
    return render(request, "wemode/rules.html", context)


def _forms(rule: Rule) -> Iterator[When]:
    if rule.conditions:
        # Read so in a case too, where the rule has no form of its own for it.
        alone = _("In a session alone") if rule.case_conditions else _("In a session")
        yield When(alone, tuple(map(_read, rule.all_of)), tuple(map(_read, rule.any_of)))
    if rule.case_conditions:
        in_case = _("With the whole case")
        yield When(in_case, tuple(map(_read, rule.case_all)), tuple(map(_read, rule.case_any)))


def _read(condition: Condition) -> str:
    """What a comparison reads, in a sentence, and the number it is held against."""
    how = {
        Comparison.AT_LEAST: _("at least %(n)g"),
        Comparison.AT_MOST: _("at most %(n)g"),
        Comparison.EQUALS: _("exactly %(n)g"),
    }[condition.comparison]
    said = how % {"n": condition.bound}
    return f"{said[:1].upper()}{said[1:]}: {meaning(condition.fact)}"
