"""What the page of a case shows of its ending, and the form in which one is said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wemode.domain import EndingKind
from wemode.domain.limits import PARAGRAPH
from wemode.report.caseload import ENDED
from wemode.store import read
from wemode.web.current import actor


class EndingForm(forms.Form):
    """How a therapy ended, on which day, and a line about it."""

    auto_id = "ending_%s"
    KINDS = (
        (EndingKind.PLANNED.value, _("we ended it together")),
        (EndingKind.LEFT.value, _("the patient left or stayed away")),
        (EndingKind.MOVED_ON.value, _("it goes on elsewhere, or something outside ended it")),
    )

    how = forms.TypedChoiceField(
        label=_("How it ended"),
        choices=(("", _("Choose …")), *KINDS),
        coerce=EndingKind,
    )
    on = forms.DateField(
        label=_("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    words = forms.CharField(
        label=_("A line about it, if you wish"),
        required=False,
        max_length=PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"auto_id": self.auto_id, **given})


def ending_context(case_id: str, form: EndingForm | None = None) -> dict[str, Any]:
    """The ending that holds with its words, those that were taken up again, and the form."""
    endings = [(one, ENDED[one.how]) for one in read.endings(actor(), case_id)]
    holds = bool(endings) and endings[-1][0].reopened is None
    return {
        "ending": endings[-1] if holds else None,
        "reopened": endings[:-1] if holds else endings,
        "ending_form": form or EndingForm(),
    }
