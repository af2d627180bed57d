// A day on the axis is read by all lanes: by the mouse anywhere on them, by keys on the axis.
"use strict";

(() => {
  const field = document.getElementById("course");
  const handle = document.getElementById("course-handle");
  const data = document.getElementById("course-answers");
  if (!field || !handle || !data) return;
  const { stops, lanes, marks } = JSON.parse(data.textContent);
  if (!stops.length) return;
  const cursor = document.getElementById("course-cursor");
  const day = document.getElementById("course-day");
  const rows = [...field.querySelectorAll("[data-lane]")];
  let at = -1;

  const label = (row) => row.querySelector(".co-label").textContent;
  // What holds on a day: the last thing said up to it; of marks, what was said on it alone.
  const lasting = (said) => said?.findLast(([stop]) => stop <= at)?.[1] ?? "";
  const exact = (said) => said?.find(([stop]) => stop === at)?.[1] ?? "";

  const read = (stop) => {
    if (stop === at) return;
    at = stop;
    const [place, words] = stops[at];
    const lane = handle.getBoundingClientRect();
    cursor.style.left = `${lane.left - field.getBoundingClientRect().left + place * lane.width}px`;
    field.classList.add("is-reading");
    day.textContent = words;
    const happening = [];
    for (const row of rows) {
      const id = row.dataset.lane;
      const answer = id in marks ? exact(marks[id]) : lasting(lanes[id]);
      const out = row.querySelector(".co-at");
      out.textContent = answer || out.dataset.rest;
      row.classList.toggle("is-read", Boolean(answer));
      const today = exact(marks[id] ?? lanes[id]);
      if (today) happening.push(`${label(row)}: ${today}`);
    }
    handle.setAttribute("aria-valuenow", at + 1);
    handle.setAttribute("aria-valuetext", [words, ...happening].join("; "));
  };
  const leave = () => {
    at = -1;
    field.classList.remove("is-reading");
    day.textContent = handle.dataset.hint;
    for (const row of rows) {
      const out = row.querySelector(".co-at");
      out.textContent = out.dataset.rest;
      row.classList.remove("is-read");
    }
  };
  const nearest = (place) => {
    let best = 0;
    stops.forEach(([there], stop) => { if (Math.abs(there - place) < Math.abs(stops[best][0] - place)) best = stop; });
    return best;
  };

  const point = (event) => {
    const lane = handle.getBoundingClientRect();
    // Names and figures on either side are read in peace.
    if (event.clientX < lane.left - 8 || event.clientX > lane.right + 8) return;
    read(nearest((event.clientX - lane.left) / lane.width));
  };
  field.addEventListener("pointermove", point);
  field.addEventListener("pointerdown", point);
  // A finger that is lifted leaves its answer standing.
  field.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && document.activeElement !== handle) leave();
  });
  handle.setAttribute("role", "slider");
  handle.setAttribute("tabindex", "0");
  handle.setAttribute("aria-valuemin", "1");
  handle.setAttribute("aria-valuemax", String(stops.length));
  handle.setAttribute("aria-valuenow", String(stops.length));
  handle.setAttribute("aria-valuetext", stops.at(-1)[1]);
  handle.addEventListener("focus", () => { if (at < 0) read(stops.length - 1); });
  handle.addEventListener("blur", leave);
  handle.addEventListener("keydown", (event) => {
    const last = stops.length - 1;
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (step) read(Math.min(last, Math.max(0, at + step)));
    else if (event.key === "Home") read(0);
    else if (event.key === "End") read(last);
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  leave();
})();
