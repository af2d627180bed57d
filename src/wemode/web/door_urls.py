"""The addresses of ``wemode door``: the patient's, and nothing else."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="patient:home")),
    path("p/", include("wemode.web.patient_urls")),
]

handler400 = "wemode.web.views.door_errors.bad_request"
handler403 = "wemode.web.views.door_errors.forbidden"
handler404 = "wemode.web.views.door_errors.not_found"
handler500 = "wemode.web.views.door_errors.failed"
