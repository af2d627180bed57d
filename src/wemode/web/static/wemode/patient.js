// The patient's page works without this file; it adds sliders, and lets what is written wait on the
// phone until there is a connection.
"use strict";

const byId = (id) => document.getElementById(id);
const all = (what, within = document) => [...within.querySelectorAll(what)];
const { tag, worker, home, send, kept, sent, refused, offline, needs } = document.body.dataset;
const QUEUE = "wemode-queue";
const news = byId("news");

document.cookie = `wemode_zone=${-new Date().getTimezoneOffset()}; path=/p/; max-age=31536000; samesite=strict`;

function tell(words, waits = false) {
  news.textContent = words;
  news.classList.remove("is-empty");
  news.classList.toggle("is-waiting", waits);
}

/* ---- Days, by the phone's own clock ---- */
const two = (number) => String(number).padStart(2, "0");
const iso = (day) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
const back = (days) => { const day = new Date(); day.setHours(12, 0, 0, 0); day.setDate(day.getDate() - days); return day; };
const language = document.documentElement.lang;
const spoken = (day) => new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(day).replace(",", "");
const TODAY = iso(new Date());

/* ---- What waits on this phone ---- */
function queued() {
  try {
    const held = JSON.parse(localStorage.getItem(QUEUE) ?? "[]");
    // What another link left behind is nobody's here.
    return held.filter((one) => one.tag === tag);
  } catch { return []; }
}
function setQueue(items) {
  if (items.length) localStorage.setItem(QUEUE, JSON.stringify(items));
  else localStorage.removeItem(QUEUE);
}
function enqueue(item) { setQueue([...queued().filter((one) => one.id !== item.id), { ...item, tag }]); }

let flushing = null;
// Send what waits; what came of it: {at, refused}, or null where there is no connection.
function flush() {
  flushing ??= flushOnce().finally(() => { flushing = null; });
  return flushing;
}
async function flushOnce() {
  const items = queued();
  if (!items.length) return null;
  let answer;
  try {
    answer = await fetch(send, {
      method: "POST",
      redirect: "error",
      headers: { "Content-Type": "application/json", "Wemode-Phone": "1" },
      body: JSON.stringify({ tag, items: items.slice(0, 50).map(({ id, kind, body }) => ({ id, kind, body })) }),
    });
  } catch { return null; }
  if (answer.headers.has("Wemode-Shut")) { location.assign(home); return null; }
  if (!answer.ok) return null;
  const told = await answer.json();
  const done = new Set([...told.sent, ...told.refused]);
  setQueue(queued().filter((one) => !done.has(one.id)));
  return told;
}

// This page stands in for one that needs a connection.
let standsIn = false;

function say(told) {
  if (!told && standsIn) tell(needs, true);
  else if (!told) tell(queued().length ? kept : offline, true);
  else if (told.refused.length) tell(refused, true);
  else tell(sent.replace("%s", told.at));
}

/* ---- Forms that may wait: the same fields, as the server would read them ---- */
const number = (text) => (text === null || text === "" ? null : Number(text));
const answersOf = (form) => Object.fromEntries(all("[data-slider], .seven input:checked", form)
  .map((one) => [one.name, number(one.value)]).filter(([, value]) => value !== null));

function bodyOf(form, button) {
  const field = (name) => form.elements[name]?.value ?? "";
  switch (form.dataset.later) {
    case "day": return { on: field("on"), answers: answersOf(form), line: field("line") };
    case "attempt": return { task: form.dataset.task, outcome: field("outcome"), line: field("line"), on: field("on") };
    case "mark": return { goal: field("goal"), level: Number(button.value), on: TODAY };
    default: return { session: Number(field("session")), answers: answersOf(form), words: field("words"), on: TODAY };
  }
}

const isEmpty = (body) => body.answers && !Object.keys(body.answers).length && !(body.line ?? body.words).trim();

// A page kept on the phone is opened again and again: what is sent from it must not bear one name.
function nameAnew(form) { form.elements.id.value = crypto.randomUUID?.() ?? form.elements.id.value; }
all("form[data-later]").forEach(nameAnew);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const kind = form.dataset.later;
  if (!kind || !tag) return;
  const body = bodyOf(form, event.submitter);
  // The server says what is missing.
  if (isEmpty(body)) return;
  if (form.dataset.busy) { event.preventDefault(); return; }
  // Where the browser keeps nothing the form goes as it would without script.
  try { enqueue({ id: form.elements.id.value, kind, body }); } catch { return; }
  event.preventDefault();
  form.dataset.busy = "yes";
  const told = await flush();
  delete form.dataset.busy;
  if (told && !told.refused.length) {
    const place = new URL(location.href);
    place.search = kind === "day" ? `?on=${body.on}&done=1` : "?done=1";
    place.hash = kind === "mark" ? body.goal : "";
    if (place.href === location.href) location.reload();
    else if (place.pathname + place.search === location.pathname + location.search) { history.replaceState(null, "", place); location.reload(); }
    else location.assign(place);
    return;
  }
  nameAnew(form);
  show(kind, body, form, event.submitter);
  say(told);
  if (kind !== "mark") scrollTo({ top: 0 });
});

// What was kept shows as it would after sending.
function show(kind, body, form, button) {
  if (kind === "mark") for (const step of all("button.step", form)) step.setAttribute("aria-pressed", String(step === button));
  if (kind === "day") showDays();
  if (kind === "attempt") { form.reset(); rest(button); }
}

// The second tap of a double tap would find the form empty and ask for what was just given.
function rest(button) {
  button.disabled = true;
  setTimeout(() => { button.disabled = false; }, 700);
}

/* ---- Forms that go at once or not at all: the browser's own page would take the question's place ---- */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  const next = form.dataset.atOnce;
  if (next === undefined || form.dataset.plainly) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const body = new URLSearchParams([...new FormData(form), ...(button?.name ? [[button.name, button.value]] : [])]);
  let answer = null;
  try {
    answer = await fetch(form.action, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout?.(15000) });
  } catch { /* said below */ }
  // Until the next page is there, another tap on this one is no answer.
  if (answer?.type === "opaqueredirect") { location.assign(form.getAttribute("action") + next); return; }
  delete form.dataset.busy;
  // The server has something to say instead of going on: let it.
  if (answer) { form.dataset.plainly = "yes"; form.requestSubmit(button); return; }
  const help = byId("help");
  if (help) help.hidden = !(button?.name === "answer" && Number(button.value) >= Number(help.dataset.from));
  tell(form.dataset.unsent, true);
  scrollTo({ top: 0 });
});

/* ---- Sliders in the place of numbers ---- */
for (const field of all("input[data-slider]")) {
  const slider = document.createElement("input");
  const label = document.querySelector(`label[for="${field.id}"]`);
  const ends = field.nextElementSibling;
  slider.type = "range";
  slider.className = "slider";
  slider.id = `${field.id}-slider`;
  slider.min = field.min;
  slider.max = field.max;
  slider.setAttribute("aria-describedby", ends.id);
  // A thumb that came too near is no answer.
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "clear";
  clear.textContent = field.dataset.clear;
  label.id = `${field.id}-words`;
  clear.setAttribute("aria-describedby", label.id);
  clear.addEventListener("click", () => { field.value = ""; read(); slider.focus({ preventScroll: true }); });
  const read = () => {
    const given = field.value !== "";
    slider.classList.toggle("is-untouched", !given);
    slider.value = given ? field.value : (Number(field.min) + Number(field.max)) / 2;
    slider.setAttribute("aria-valuetext", given ? field.value : field.dataset.untouched);
    clear.hidden = !given || !field.dataset.clear;
  };
  const write = () => { field.value = slider.value; read(); };
  slider.addEventListener("input", write);
  slider.addEventListener("change", write);
  // A tap on the very middle changes nothing, and is an answer all the same.
  slider.addEventListener("click", write);
  label.htmlFor = slider.id;
  field.type = "hidden";
  field.addEventListener("redrawn", read);
  field.before(slider);
  ends.classList.add("is-sliding");
  ends.firstElementChild.after(clear);
  read();
}

/* ---- The day that is written, as the phone sees it ---- */
function writtenOffline() { return queued().filter((one) => one.kind === "day").map((one) => one.body.on); }

function setWritten(day, written) {
  day.classList.toggle("is-written", written);
  const note = day.querySelector(".note");
  if (note) note.textContent = day.closest("[data-days-back]").dataset[written ? "written" : "open"];
}

function showDays() {
  const waiting = new Set(writtenOffline());
  for (const one of all("[data-day]")) if (waiting.has(one.dataset.day)) setWritten(one, true);
  const words = byId("diary-words");
  if (words && waiting.has(TODAY)) words.textContent = words.dataset.written;
}

// A page kept from another day is turned to this one.
function turnToToday() {
  const date = document.querySelector(".date[data-today]");
  const heading = byId("the-day");
  const made = (date ?? heading)?.dataset.today;
  if (made && made !== TODAY) {
    for (const holder of all(".strip, [data-days-back]")) redate(holder);
    for (const one of all(".count")) one.hidden = true;
    if (date) date.textContent = spoken(new Date());
    const words = byId("diary-words");
    if (words) words.textContent = words.dataset.open;
    const select = document.querySelector("select[data-days]");
    if (select) all("option", select).forEach((one, days) => { one.value = iso(back(days)); if (days > 1) one.textContent = spoken(back(days)); });
  }
  if (heading) turnDiary(heading);
}

function redate(holder) {
  const days = all("[data-day]", holder);
  const written = new Set(days.filter((one) => one.classList.contains("is-written")).map((one) => one.dataset.day));
  const latestFirst = holder.matches("[data-days-back]");
  days.forEach((one, place) => {
    const day = back(latestFirst ? place : days.length - 1 - place);
    one.dataset.day = iso(day);
    setWritten(one, written.has(iso(day)));
    one.classList.toggle("is-today", iso(day) === TODAY);
    const name = one.querySelector(".day-name") ?? one.lastElementChild;
    const weekday = new Intl.DateTimeFormat(language, { weekday: "long" }).format(day);
    name.textContent = latestFirst ? `${weekday} ${day.getDate()}` : weekday.slice(0, 2);
    if (one.href) one.href = `?on=${iso(day)}`;
  });
}

function turnDiary(heading) {
  const asked = new URLSearchParams(location.search).get("on") ?? TODAY;
  const form = document.querySelector("form[data-later=day]");
  if (heading.dataset.on === asked || asked > TODAY || !/^\d{4}-\d\d-\d\d$/.test(asked)) { fillKept(form, heading.dataset.on); return; }
  heading.dataset.on = asked;
  heading.textContent = spoken(new Date(`${asked}T12:00`));
  form.elements.on.value = asked;
  byId("was-written").hidden = true;
  for (const field of all("[data-slider], textarea", form)) field.value = "";
  for (const field of all("[type=radio]", form)) field.checked = false;
  all("[data-slider]", form).forEach((field) => field.dispatchEvent(new Event("redrawn")));
  fillKept(form, asked);
}

// What was written for this day and still waits.
function fillKept(form, on) {
  const last = queued().filter((one) => one.kind === "day" && one.body.on === on).at(-1);
  if (!last) return;
  for (const [id, value] of Object.entries(last.body.answers)) {
    const field = form.elements[id];
    if (field) field.value = value;
  }
  form.elements.line.value = last.body.line;
  all("[data-slider]", form).forEach((field) => field.dispatchEvent(new Event("redrawn")));
}

/* ---- Start ---- */
if (tag) {
  turnToToday();
  showDays();
  if (queued().length) flush().then((told) => { if (told && !told.refused.length && location.pathname === home) location.assign(`${home}?done=1`); else say(told); });
  else if (!navigator.onLine) say(null);
  addEventListener("online", () => flush().then((told) => { if (told) say(told); else if (!queued().length) news.classList.add("is-empty"); }));
  addEventListener("offline", () => say(null));
  addEventListener("visibilitychange", () => { if (!document.hidden && queued().length) flush().then(say); });
  startWorker();
}

/* ---- The worker ---- */
// The worker keeps the pages on the phone; after something was sent they are read anew.
async function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    standsIn = data.instead;
    say(null);
  });
  try {
    await navigator.serviceWorker.register(worker, { scope: home, updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    const anew = new URLSearchParams(location.search).has("done");
    const pages = all("a[href]").map((one) => one.pathname);
    active.postMessage({ pages: [...new Set([...pages, ...(anew ? [home, location.pathname] : [])])], anew });
  } catch { /* the page works without */ }
}

// Whoever comes back by the browser's own button sees what is there now.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (byId("unsent") && localStorage.getItem(QUEUE)) byId("unsent").hidden = false;
if (document.body.classList.contains("is-left")) {
  localStorage.removeItem(QUEUE);
  navigator.serviceWorker?.getRegistrations().then((found) => found.forEach((one) => one.unregister()));
  globalThis.caches?.keys().then((names) => names.filter((name) => name.startsWith("patient-")).forEach((name) => caches.delete(name)));
}
if (byId("apple") && /iPhone|iPad/.test(navigator.userAgent) && !navigator.standalone) byId("apple").hidden = false;
