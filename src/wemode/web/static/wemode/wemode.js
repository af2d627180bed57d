// The pages work without this file; it adds keys, answers in place, and the reading of the ribbon.
"use strict";

const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const told = byId("told");
let toldTimer;

function tell(words) {
  told.textContent = words;
  clearTimeout(toldTimer);
  toldTimer = setTimeout(() => { told.textContent = ""; }, 5000);
}

/* ---- Nobody here: what was on the screen goes, as the file locks itself ---- */
const idle = 1000 * Number(document.body.dataset.idle || 0);

/* ---- A draft that is being written: what was typed is neither lost nor left lying about ---- */
const draft = () => byId("draft");
let leaving = false;

function changed(field) {
  if (!field.name || field.type === "hidden") return false;
  if (field.type === "radio") return field.checked && !field.defaultChecked;
  if (field.tagName === "SELECT") return field.selectedIndex >= 0 && !field.options[field.selectedIndex].defaultSelected && (field.selectedIndex > 0 || [...field.options].some((one) => one.defaultSelected));
  return "defaultValue" in field && field.value !== field.defaultValue;
}

function unkept() {
  const form = draft();
  return form ? Number(form.dataset.unkept || 0) + [...form.elements].filter(changed).length : 0;
}

// Kept as by the button, in the background; how many lines were kept. One try after the other: each
// names the save before it.
let keeping = Promise.resolve(0);
let trying = 0;
let answered = 0;

function keepDraft() {
  trying += 1;
  keeping = keeping.then(keepNow).catch(() => 0).finally(() => { trying -= 1; });
  return keeping;
}

async function keepNow() {
  const lines = unkept();
  if (!lines) return 0;
  const form = draft();
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "keep");
  const sent = [...form.elements].map((field) => [field, standing(field)]);
  answered = -1;
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "Wemode-Away": "yes" } });
  answered = answer.status;
  if (answered !== 200) return 0;
  const { version, seen } = await answer.json();
  form.elements.version.value = version;
  form.elements.seen.value = seen;
  form.dataset.unkept = 0;
  // What was typed since is not kept yet.
  for (const [field, was] of sent) settle(field, was);
  return lines;
}

function standing(field) {
  if (field.type === "radio") return field.checked;
  return field.tagName === "SELECT" ? field.selectedIndex : field.value;
}

function settle(field, was) {
  if (field.type === "hidden") return;
  if (field.type === "radio") field.defaultChecked = was;
  else if (field.tagName === "SELECT") [...field.options].forEach((one, place) => { one.defaultSelected = place === was; });
  else if ("defaultValue" in field) field.defaultValue = was;
}

// The last chance; only how many lines were kept, and how many not, is left in the browser.
async function keepAndGo(go, before = 0) {
  leaving = true;
  const kept = await Promise.race([keepDraft(), new Promise((done) => { setTimeout(done, 2000, 0); })]);
  sessionStorage.setItem("kept", before + kept);
  sessionStorage.setItem("unkept", unkept());
  go();
}

// By itself, once nobody has typed for a while: a server that stops takes little with it. Not at
// each pause, for every save is kept for good.
const QUIET = 8000;
const APART = 30000;
let quietly;
let triedLast = -APART;

function keepSoon() {
  clearTimeout(quietly);
  // Whether this text goes on top of another's is not decided by a pause.
  if (document.querySelector("[data-undecided]")) return;
  quietly = setTimeout(keepQuietly, Math.max(QUIET, triedLast + APART - performance.now()));
}

async function keepQuietly() {
  if (leaving || !draft()) return;
  // What is on its way bears the number of the save before.
  if (trying || document.querySelector(".htmx-request")) { keepSoon(); return; }
  triedLast = performance.now();
  const said = draft().dataset;
  if (await keepDraft()) tell(said.keptQuietly);
  else if (answered >= 400) tell(said.notKept);
  else if (answered < 0) tell(told.dataset.silent);
  if (unkept()) keepSoon();
}

if (draft()) {
  addEventListener("beforeunload", (event) => { if (!leaving && unkept()) event.preventDefault(); });
  for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => { if (event.target.form === draft()) keepSoon(); });
  document.addEventListener("htmx:confirm", (event) => {
    if (!trying) return;
    event.preventDefault();
    keeping.then(() => event.detail.issueRequest());
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target;
    if (form === draft() && trying) {
      event.preventDefault();
      event.stopImmediatePropagation();
      keeping.then(() => form.requestSubmit(event.submitter));
      return;
    }
    if (form === draft()) { leaving = true; return; }
    if (!form.hasAttribute("data-locks") || !unkept()) return;
    // Whoever locks wants the screen cleared at once, and is asked nothing.
    event.preventDefault();
    keepAndGo(() => form.submit());
  });
}

for (const name of ["kept", "unkept"]) {
  const line = byId(`was-${name}`);
  const lines = sessionStorage.getItem(name);
  if (!line) continue;
  sessionStorage.removeItem(name);
  if (!Number(lines)) continue;
  line.querySelector(".n").textContent = lines;
  line.hidden = false;
}

if (idle) {
  let seenAt = Date.now();
  let saidAt = Date.now();
  let triedAt = 0;
  let keptAway = 0;
  const leave = () => {
    if (leaving) return;
    // What a refused form is answered with stands at an address that cannot be opened.
    const here = document.querySelector("[data-here]")?.dataset.here ?? location.pathname;
    keepAndGo(() => { location.href = `/unlock/?away&next=${encodeURIComponent(here)}`; }, keptAway);
  };
  const seen = () => {
    const now = Date.now();
    if (now - seenAt > idle) { leave(); return; }
    seenAt = now;
    keptAway = 0;
    // Whoever writes or reads is here, though no page is asked for.
    if (now - saidAt < idle / 10) return;
    saidAt = now;
    fetch("/here/", { redirect: "manual" }).then((answer) => { if (!answer.ok) leave(); }, () => {});
  };
  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll"]) addEventListener(kind, seen, { passive: true });
  setInterval(() => {
    const away = Date.now() - seenAt;
    if (away > idle) leave();
    // Before the file locks itself, which it may do up to a tenth of the time earlier than this.
    else if (away > 0.7 * idle && triedAt !== seenAt) {
      triedAt = seenAt;
      keepDraft().then((lines) => {
        keptAway = lines;
        if (lines) tell(draft().dataset.keptAway);
      });
    }
  }, Math.min(15000, idle / 20));
}

/* ---- Names ---- */
const hideButton = byId("hide-names");

function hideNames(hidden) {
  root.classList.toggle("names-hidden", hidden);
  localStorage.setItem("names", hidden ? "hidden" : "shown");
  hideButton?.setAttribute("aria-pressed", String(hidden));
}

if (hideButton) {
  hideButton.hidden = false;
  hideButton.setAttribute("aria-pressed", String(root.classList.contains("names-hidden")));
  hideButton.addEventListener("click", () => hideNames(!root.classList.contains("names-hidden")));
}

/* ---- Forms that take a moment: one press is enough ---- */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.once) return;
  const button = form.querySelector("button.main");
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  tell(form.dataset.once);
  // After the form's values are taken: a disabled button would not be sent.
  setTimeout(() => { if (button) button.disabled = true; });
});
/* ---- A file may be dropped anywhere on the page that asks for one ---- */
const fileInput = document.querySelector("input[type=file]");

if (fileInput) {
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) fileInput.files = event.dataTransfer.files;
  });
}
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

/* ---- The ribbon: arrow keys or the mouse read a turn ---- */
const ribbon = byId("ribbon");
const handle = byId("ribbon-handle");
const turnList = byId("turns");

function ribbonLines() {
  const data = byId("ribbon-turns");
  return data ? JSON.parse(data.textContent) : null;
}

if (ribbon && handle) {
  const lines = ribbonLines();
  const count = Number(ribbon.dataset.turns);
  let at = 0;

  const words = (turn) => {
    if (lines) return lines[turn - 1].filter(Boolean);
    return [byId(`t${turn}`)?.querySelector(".said > p")?.textContent ?? ""];
  };
  const point = (turn) => {
    const mark = ribbon.querySelector(`g rect[data-turn="${turn}"]`);
    const cursor = ribbon.querySelector(".r-cursor");
    if (!mark || !cursor) return;
    const x = `${parseFloat(mark.getAttribute("x")) + parseFloat(mark.getAttribute("width")) / 2}%`;
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    ribbon.classList.add("has-cursor");
    at = turn;
    handle.setAttribute("aria-valuenow", turn);
    handle.setAttribute("aria-valuetext", `${turn}: ${words(turn).join(", ")}`);
  };
  const read = (turn) => {
    if (!turn || turn === at) return;
    point(turn);
    const line = byId("ribbon-line");
    if (!line) return;
    const number = document.createElement("span");
    number.className = "n";
    number.textContent = turn;
    line.replaceChildren(number, words(turn).join(" · "));
  };
  const go = (turn) => {
    if (turnList) select(turn, true);
    else location.href = `turns/#t${turn}`;
  };
  const under = (event) => {
    const hit = event.target.closest("[data-turn]");
    if (hit) return Number(hit.dataset.turn);
    const box = ribbon.getBoundingClientRect();
    const share = (100 * (event.clientX - box.left)) / box.width;
    for (const mark of ribbon.querySelectorAll("g rect")) {
      const x = parseFloat(mark.getAttribute("x"));
      if (x <= share && share < x + parseFloat(mark.getAttribute("width"))) return Number(mark.dataset.turn);
    }
    return 0;
  };

  handle.setAttribute("role", "slider");
  handle.setAttribute("tabindex", "0");
  handle.setAttribute("aria-valuemin", "1");
  handle.setAttribute("aria-valuemax", String(count));
  handle.setAttribute("aria-valuenow", "1");
  handle.setAttribute("aria-valuetext", "1");
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (step) read(Math.min(count, Math.max(1, at + step)));
    else if (event.key === "Home") read(1);
    else if (event.key === "End") read(count);
    else if (event.key === "Enter" && at) go(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  ribbon.addEventListener("pointermove", (event) => read(under(event)));
  ribbon.addEventListener("click", (event) => { const turn = under(event); if (turn) go(turn); });
  addEventListener("wemode:turn", (event) => point(event.detail));
}

/* ---- Turns ---- */
let current = null;
const undone = [];

function select(turn, jump) {
  const row = byId(`t${turn}`);
  if (!row) return;
  current?.classList.remove("is-current");
  current = row;
  row.classList.add("is-current");
  row.focus({ preventScroll: true });
  const box = row.getBoundingClientRect();
  if (jump || box.top < 150 || box.bottom > innerHeight - 60) row.scrollIntoView({ block: jump ? "center" : "nearest" });
  dispatchEvent(new CustomEvent("wemode:turn", { detail: turn }));
}

// Decisions go out one after the other: what one sends may rest on what the one before did.
const toDecide = [];
let deciding = false;

function decide(make) {
  toDecide.push(make);
  decideNext();
}

function decideNext() {
  if (deciding || !toDecide.length) return;
  const [what, code] = toDecide.shift()();
  if (!what) { decideNext(); return; }
  deciding = true;
  const form = byId("decide");
  const values = { do: what, csrfmiddlewaretoken: form.querySelector("input").value };
  if (code) values.code = code;
  htmx.ajax("POST", form.getAttribute("action"), { target: `#t${what.split(":")[1]}`, swap: "outerHTML", values });
}

function decided() {
  deciding = false;
  decideNext();
}

function toggleWhy(turn) {
  const row = byId(`t${turn}`);
  const open = row.querySelector(".why");
  if (open) { open.remove(); return; }
  const why = document.createElement("div");
  why.className = "why";
  row.querySelector(".said").append(why);
  htmx.ajax("GET", `${turn}/`, { target: why, swap: "innerHTML" });
}

if (turnList) {
  const first = Number(location.hash.replace("#t", "")) || 1;
  const jump = location.hash.startsWith("#t");
  current = byId(`t${first}`);
  current?.classList.add("is-current");
  if (jump) requestAnimationFrame(() => select(first, true));
  addEventListener("hashchange", () => select(Number(location.hash.replace("#t", "")), true));
  document.querySelector("[data-show-keys]").hidden = false;

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "decide" || !event.submitter) return;
    event.preventDefault();
    const what = event.submitter.value;
    decide(() => [what]);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-why], a[data-pick]");
    const row = event.target.closest(".turn");
    if (event.target.closest("[data-show-keys]")) byId("keys").showModal();
    if (!row || event.ctrlKey || event.metaKey) return;
    if (row !== current) {
      current?.classList.remove("is-current");
      current = row;
      row.classList.add("is-current");
      dispatchEvent(new CustomEvent("wemode:turn", { detail: Number(row.dataset.turn) }));
    }
    if (!link) return;
    event.preventDefault();
    if ("why" in link.dataset) toggleWhy(row.dataset.turn);
    else pick(row);
  });

  // What was decided: keep it for undo, draw the strains anew, stay on the turn.
  document.body.addEventListener("wemode:decided", (event) => {
    const { turn, undo, strains } = event.detail;
    if (undo.length) undone.push({ turn, marks: undo });
    drawStrains(strains);
    // Whoever has gone on meanwhile is not called back.
    if (Number(current.dataset.turn) === turn) select(turn, false);
    decided();
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    tell(page.body.textContent.replace(/\s+/g, " ").trim());
    decided();
  });
  document.body.addEventListener("htmx:sendError", () => {
    tell(told.dataset.silent);
    decided();
  });
}

function drawStrains(strains) {
  for (const row of turnList.children) {
    const turn = Number(row.dataset.turn);
    const strain = strains.find(([, , first, last]) => first <= turn && turn <= last);
    const wanted = strain
      ? [`in-${strain[0]}`, `is-${strain[1]}`, ...(turn === strain[2] ? ["is-first"] : []), ...(turn === strain[3] ? ["is-last"] : [])]
      : [];
    const has = [...row.classList].filter((name) => /^(in-|is-(open|passed|repaired|first|last)$)/.test(name));
    if (has.join() === wanted.join()) continue;
    row.classList.remove(...has);
    row.classList.add(...wanted);
  }
}

/* ---- Setting a code ---- */
const picker = byId("picker");
const pickInput = byId("pick");
const options = picker ? [...picker.querySelectorAll("[role=option]")] : [];
let picking = null;

function shown() { return options.filter((option) => !option.hidden); }

function mark(option) {
  for (const other of options) other.setAttribute("aria-selected", String(other === option));
  if (option) { pickInput.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  else pickInput.removeAttribute("aria-activedescendant");
}

function narrow() {
  const wanted = pickInput.value.toLowerCase().split(/\s+/).filter(Boolean);
  const here = options.filter((option) => option.dataset.speaker === picking.dataset.speaker);
  const holding = (text) => here.filter((option) => wanted.every((word) => text(option).toLowerCase().includes(word)));
  // Names first; only where no name holds the words, the definitions.
  let found = holding((option) => `${option.firstChild.textContent} ${option.dataset.code}`);
  if (!found.length) found = holding((option) => option.textContent);
  for (const option of options) option.hidden = !found.includes(option);
  mark(found[0]);
}

function pick(row) {
  if (row.dataset.speaker === "O") return;
  picking = row;
  pickInput.value = "";
  picker.showModal();
  narrow();
  pickInput.focus();
}

function choose(option) {
  if (!option) return;
  const turn = picking.dataset.turn;
  picker.close();
  decide(() => [`set:${turn}:`, option.dataset.code]);
}

if (picker) {
  pickInput.addEventListener("input", narrow);
  pickInput.addEventListener("keydown", (event) => {
    const list = shown();
    const at = list.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") mark(list[Math.min(list.length - 1, at + 1)]);
    else if (event.key === "ArrowUp") mark(list[Math.max(0, at - 1)]);
    else if (event.key === "Enter") choose(list[at]);
    else return;
    event.preventDefault();
  });
  picker.addEventListener("click", (event) => {
    if (event.target === picker) picker.close();
    else choose(event.target.closest("[role=option]"));
  });
}

/* ---- Keys ---- */
// The sheet is printed as it is taken home: on one page.
document.addEventListener("keydown", (event) => {
  const sheet = document.querySelector("a[data-print]");
  if (!sheet || event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  location.href = sheet.href;
});

function neighbour(step, fits = () => true) {
  let row = current;
  do row = step > 0 ? row?.nextElementSibling : row?.previousElementSibling; while (row && !fits(row));
  return row;
}

const onTurns = {
  j: () => { const row = neighbour(1); if (row) select(Number(row.dataset.turn)); },
  k: () => { const row = neighbour(-1); if (row) select(Number(row.dataset.turn)); },
  n: () => { const row = neighbour(1, (one) => one.dataset.open); if (row) select(Number(row.dataset.turn)); },
  w: () => toggleWhy(current.dataset.turn),
  "/": () => pick(current),
  "?": () => byId("keys").showModal(),
  x: () => {
    const chip = document.activeElement.closest?.(".chip.is-suggested")?.querySelector("button.no-to");
    if (chip) decide(() => [chip.value]);
    else decideOpen("reject");
  },
  Enter: () => decideOpen("accept-all"),
  u: () => {
    const turn = current.dataset.turn;
    decide(() => {
      const last = undone.pop();
      return [last ? `undo:${last.turn}:${last.marks.join(",")}` : `undo:${turn}:`];
    });
  },
};

function decideOpen(verb) {
  const turn = current.dataset.turn;
  decide(() => {
    const open = byId(`t${turn}`).dataset.open;
    return [open && `${verb}:${turn}:${open}`];
  });
}

/* ---- An address that names a filling (#a7): unfolded; an older one is asked for with its answers ---- */
function unfold() {
  const named = /^#a\d+$/.test(location.hash) && byId(location.hash.slice(1));
  if (!named) return;
  const row = named.querySelector(".sheet-row");
  if (row) { location.replace(row.href); return; }
  for (let one = named; one; one = one.parentElement.closest("details")) one.open = true;
  named.scrollIntoView();
}

unfold();
addEventListener("hashchange", unfold);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const inField = event.target.closest?.("input, textarea, select");
  if (inField) return;
  if (event.key === "h" && hideButton) { hideButton.click(); return; }
  if (!turnList || !current || !(event.key in onTurns)) return;
  if (event.key === "Enter" && event.target.closest?.("a, button, summary, [role=slider]")) return;
  event.preventDefault();
  // An answer may just have put a new row in place of the one we stood on.
  if (!current.isConnected) current = byId(current.id);
  onTurns[event.key]();
});
