"""The addresses of the patient's page, all under /p/: none names a person or a questionnaire."""

from __future__ import annotations

from django.urls import path

from wemode.web.views import shared, shared_forms, shared_send, shared_write

app_name = "patient"
urlpatterns = [
    path("", shared.home, name="home"),
    path("in/<str:token>/", shared.come_in, name="come_in"),
    path("contract/", shared_write.contract, name="contract"),
    path("try/<slug:task>/", shared_write.attempt, name="try"),
    path("today/", shared_write.today, name="today"),
    path("today/reminder.ics", shared.reminder, name="reminder"),
    path("session/", shared_write.session, name="session"),
    path("form/<slug:key>/", shared_forms.form, name="form"),
    path("seen/", shared.seen, name="seen"),
    path("who/", shared.who, name="who"),
    path("leave/", shared.leave, name="leave"),
    path("send/", shared_send.send, name="send"),
    path("manifest.webmanifest", shared.manifest, name="manifest"),
    path("worker.js", shared.worker, name="worker"),
]
