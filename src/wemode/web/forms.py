"""What may be typed into the pages, checked before anything is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SHORTEST = 8


def _today() -> date:
    return timezone.localdate()


def _day(label: Any, *checks: Callable[[date], None]) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, initial=_today, widget=widget, validators=checks)


def refuse_future(day: date) -> None:
    """A session that was held was held by today, here or where the clock of the machine is."""
    if day > max(_today(), date.today()):
        raise forms.ValidationError(_("This day is still to come. Mend the date."))


def _secret(label: Any, complete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete, "spellcheck": "false"})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=1024, **options)


def _again() -> forms.BooleanField:
    return forms.BooleanField(label=_("Take these words in a second time"), required=False)


class UnlockForm(forms.Form):
    """One passphrase."""

    passphrase = _secret(_("Passphrase"), "current-password")


class CreateForm(forms.Form):
    """A new passphrase, typed twice."""

    passphrase = _secret(_("Passphrase"), "new-password", min_length=SHORTEST)
    again = _secret(_("The same again"), "new-password")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("passphrase", again):
            raise forms.ValidationError(_("The two differ. Type the same passphrase twice."))
        return again


class NewCaseForm(forms.Form):
    """A case: a code name that says nothing to strangers, a first name if wanted, a first day."""

    code_name = forms.CharField(
        label=_("Code name"),
        max_length=80,
        help_text=_("What you will recognise and nobody else will, such as M-07."),
    )
    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        required=False,
        help_text=_("Only if you wish. Shown small, and hidden with the key h."),
    )
    started_on = _day(_("First session on"))


class ImportForm(forms.Form):
    """A transcript, and where it goes."""

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=64)
    transcript = forms.FileField(
        label=_("Transcript"),
        allow_empty_file=True,
        help_text=_("Text, Word, WebVTT, SRT, CHAT, ELAN, CSV or JSON, up to 64 MB."),
        error_messages={"required": _("Choose a file, or drop one here.")},
    )
    case = forms.CharField(
        label=_("Case"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "cases", "autocomplete": "off"}),
        help_text=_("The code name of a case that is there."),
    )
    held_on = _day(_("Date"), refuse_future)
    session_number = forms.IntegerField(
        label=_("Session"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("The next one, if left empty."),
    )
    again = _again()

    def ask_for_file(self, *, held: bool) -> None:
        """Whether a file has to be chosen: not where one was read before and still waits."""
        self.fields["transcript"].required = not held


class NoteForm(forms.Form):
    """The therapist's own judgement, before any advice is read."""

    text = forms.CharField(
        label=_("What does this session need?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "maxlength": 4000}),
    )
    # When the one it takes the place of was written; empty where there is none.
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class AsideForm(forms.Form):
    """Advice set aside, with the reason."""

    rule = forms.SlugField(max_length=60)
    reason = forms.CharField(label=_("Reason"), max_length=2000)


class SpeakersForm(forms.Form):
    """Who is who: one field for each label of a transcript, in order of appearance."""

    again = _again()
    ROLES = (("T", _("Therapist")), ("P", _("Patient")), ("O", _("Somebody else")))

    def __init__(self, *args: Any, labels: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = labels
        for number, label in enumerate(labels):
            self.fields[f"role-{number}"] = forms.ChoiceField(
                label=label, choices=self.ROLES, widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (self.named("T") and self.named("P")):
            raise forms.ValidationError(
                _("Say who is the therapist and who is the patient: one of each at least.")
            )
        return cleaned

    def named(self, role: str) -> tuple[str, ...]:
        """The labels given this role."""
        return tuple(
            label
            for number, label in enumerate(self.labels)
            if self.cleaned_data.get(f"role-{number}") == role
        )
