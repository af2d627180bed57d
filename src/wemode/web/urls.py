"""Addresses: public ids, session and turn numbers, nothing else."""

from __future__ import annotations

from django.urls import include, path

from wemode.web.views import (
    alliance,
    aside,
    caseload,
    contract,
    contract_assent,
    contract_draft,
    course,
    design,
    diary_plan,
    ending,
    episodes,
    handover,
    importing,
    life_events,
    measures,
    now,
    patient_link,
    pattern,
    pattern_write,
    practice,
    practice_cohort,
    risk,
    rules,
    states,
    turns,
    unlock,
)

SESSION = "case/<slug:case_id>/session/<int:number>/"
CONTRACT = "case/<slug:case_id>/contract/"
EPISODES = "case/<slug:case_id>/episodes/"
PATTERN = "case/<slug:case_id>/pattern/"
ALLIANCE = "case/<slug:case_id>/alliance/"
MEASURES = "case/<slug:case_id>/measures/"
DIARY = "case/<slug:case_id>/diary/"
EVENTS = "case/<slug:case_id>/events/"
PATIENT = "case/<slug:case_id>/patient/"

urlpatterns = [
    path("", caseload.caseload, name="caseload"),
    path("unlock/", unlock.unlock, name="unlock"),
    path("create/", unlock.create, name="create"),
    path("lock/", unlock.lock, name="lock"),
    path("here/", unlock.here, name="here"),
    path("design/", design.design, name="design"),
    path("rules/", rules.rules, name="rules"),
    path("case/new/", caseload.new_case, name="new_case"),
    path("case/<slug:case_id>/", caseload.case, name="case"),
    path("case/<slug:case_id>/end/", ending.end, name="end_case"),
    path("case/<slug:case_id>/reopen/", ending.reopen, name="reopen_case"),
    path("case/<slug:case_id>/import/", importing.import_page, name="import_into"),
    path("import/", importing.import_page, name="import"),
    path("import/speakers/<str:ticket>/", importing.speakers, name="speakers"),
    path(SESSION, now.now, name="now"),
    path(f"{SESSION}note/", now.write_note, name="write_note"),
    path(f"{SESSION}set-aside/", now.set_aside, name="set_aside"),
    path(f"{SESSION}take-up/", now.take_up, name="take_up"),
    path("case/<slug:case_id>/own-views/", now.own_views, name="own_views"),
    path(f"{SESSION}turns/", turns.turns, name="turns"),
    path(f"{SESSION}turns/decide/", turns.decide, name="decide"),
    path(f"{SESSION}turns/<int:turn>/", turns.one_turn, name="one_turn"),
    path(CONTRACT, contract.contract, name="contract"),
    path(f"{CONTRACT}sheet.pdf", contract.sheet_pdf, name="contract_pdf"),
    path(f"{CONTRACT}draft/", contract_draft.draft, name="contract_draft"),
    path(f"{CONTRACT}check/", contract_draft.check, name="contract_check"),
    path(f"{CONTRACT}propose/", contract_draft.propose, name="contract_propose"),
    path(f"{CONTRACT}assent/", contract_assent.assent, name="contract_assent"),
    path(f"{CONTRACT}later/", contract.later, name="contract_later"),
    path(f"{CONTRACT}withdraw/", contract.withdraw, name="contract_withdraw"),
    path(f"{CONTRACT}attempt/", contract.attempt, name="contract_attempt"),
    path(f"{CONTRACT}attempt/back/", contract.attempt_back, name="contract_attempt_back"),
    path(f"{CONTRACT}mark/", contract.mark, name="contract_mark"),
    path(f"{CONTRACT}mark/back/", contract.mark_back, name="contract_mark_back"),
    path(f"{CONTRACT}review/", contract.review, name="contract_review"),
    path(EPISODES, episodes.episodes, name="episodes"),
    path(f"{EPISODES}write/", episodes.write, name="episode_write"),
    path(f"{EPISODES}drop/", episodes.drop, name="episode_drop"),
    path(PATTERN, pattern.pattern, name="pattern"),
    path(f"{PATTERN}share/", pattern.share, name="pattern_share"),
    path(f"{PATTERN}write/", pattern_write.write, name="pattern_write"),
    path(f"{PATTERN}offer/", pattern.offer, name="pattern_offer"),
    path(f"{PATTERN}agree/", pattern.agree, name="pattern_agree"),
    path(f"{PATTERN}drop/", pattern.drop, name="pattern_drop"),
    path(f"{PATTERN}view/", pattern.view, name="pattern_view"),
    path(ALLIANCE, alliance.alliance, name="alliance"),
    path(f"{ALLIANCE}strain/", alliance.strain, name="strain_write"),
    path(f"{ALLIANCE}strain/drop/", alliance.strain_drop, name="strain_drop"),
    path(f"{ALLIANCE}check-in/", alliance.check_in, name="check_in"),
    path(f"{ALLIANCE}own-state/", alliance.own_state, name="own_state"),
    path("case/<slug:case_id>/course/", course.course, name="course"),
    path(EVENTS, life_events.life_events, name="life_events"),
    path(f"{EVENTS}write/", life_events.write, name="life_event_write"),
    path(f"{EVENTS}strike/", life_events.drop, name="life_event_drop"),
    path("case/<slug:case_id>/states/", states.states, name="states"),
    path("case/<slug:case_id>/way/", states.way, name="way"),
    path(MEASURES, measures.measures, name="measures"),
    path(f"{MEASURES}plan/", measures.plan, name="measures_plan"),
    path(f"{MEASURES}enter/<slug:form>/", measures.enter, name="measures_enter"),
    path(f"{MEASURES}strike/", measures.strike, name="measures_strike"),
    path(f"{MEASURES}hand-over/", handover.hand_over, name="hand_over"),
    path("handed/", handover.handed, name="handed"),
    path("case/<slug:case_id>/risk/", risk.risk, name="risk"),
    path(DIARY, diary_plan.diary, name="diary"),
    path(f"{DIARY}reminder.ics", diary_plan.reminder, name="diary_reminder"),
    path(PATIENT, patient_link.patient_page, name="patient_page"),
    path(f"{PATIENT}open/", patient_link.open_link, name="patient_open"),
    path(f"{PATIENT}code/", patient_link.new_code, name="patient_code"),
    path(f"{PATIENT}revoke/", patient_link.revoke, name="patient_revoke"),
    path("aside/", aside.sent_aside, name="sent_aside"),
    path("aside/clear/", aside.clear, name="sent_aside_clear"),
    path("practice/", practice.practice, name="practice"),
    path("practice/cohort/", practice_cohort.own_cases, name="own_cases"),
    path("p/", include("wemode.web.patient_urls")),
]

handler400 = "wemode.web.views.errors.bad_request"
handler403 = "wemode.web.views.errors.forbidden"
handler404 = "wemode.web.views.errors.not_found"
handler500 = "wemode.web.views.errors.failed"
