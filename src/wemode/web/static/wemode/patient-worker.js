// Serves the patient's page without a connection: what was read last, from this phone. The server
// puts `told` before this: the version, the pages and files to take along.
"use strict";

const NAME = `patient-${told.version}`;
const PATIENCE = 4000;

const isPage = (url) => url.pathname.startsWith(told.home);
// Forms are filled with a connection only; what is not a page of the patient's is not kept.
// An address with more to it (a day of the diary, what was just sent) is no page to keep either.
const isKept = (url) => isPage(url) && !url.search && !/\/(form|in|send|leave|session)\//.test(url.pathname) && !/\.(ics|js|webmanifest)$/.test(url.pathname);
const bare = (url) => new URL(url.pathname, url.origin).href;

// How often all was forgotten: what was asked for before that is not kept after it.
let times = 0;

async function forget() {
  times += 1;
  for (const name of await caches.keys()) if (name.startsWith("patient-")) await caches.delete(name);
}

async function keep(request, answer, since) {
  if (answer.headers.has("Wemode-Shut")) { await forget(); return; }
  if (!answer.ok || answer.redirected || answer.type !== "basic" || since !== times) return;
  const url = new URL(request.url ?? request, self.location.origin);
  await (await caches.open(NAME)).put(isPage(url) ? bare(url) : url.href, answer);
  if (since !== times) await forget();
}

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const since = times;
    const fetched = [...told.files, ...told.pages].map(async (place) => {
      const answer = await fetch(place, { credentials: "same-origin", cache: "no-cache" });
      await keep(place, answer, since);
    });
    await Promise.allSettled(fetched);
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("patient-") && name !== NAME) await caches.delete(name);
    await clients.claim();
  })());
});

// Take pages along before they are opened; those that are there already only where they changed.
async function takeAlong({ pages, anew }) {
  const since = times;
  for (const place of pages) {
    if (!isKept(new URL(place, self.location.origin)) || (!anew && await caches.match(place))) continue;
    await keep(place, await fetch(place, { credentials: "same-origin", cache: "no-cache" }), since);
  }
}

addEventListener("message", (event) => {
  event.waitUntil(takeAlong(event.data).catch(() => {}));
});

// The page cannot know that it comes from the phone, nor that it stands in for another.
async function tellOffline(id, instead) {
  (await clients.get(id))?.postMessage({ instead });
}

function inTime(promise) {
  return new Promise((done, failed) => {
    const timer = setTimeout(failed, PATIENCE);
    promise.then((answer) => { clearTimeout(timer); done(answer); }, failed);
  });
}

async function answered(event, url) {
  const since = times;
  const asked = fetch(event.request);
  const stored = await caches.match(isPage(url) ? bare(url) : url.href);
  try {
    const answer = await (stored ? inTime(asked) : asked);
    if (answer.headers.has("Wemode-Shut") || isKept(url) || !isPage(url)) event.waitUntil(keep(event.request, answer.clone(), since).catch(() => {}));
    return answer;
  } catch (failure) {
    if (event.resultingClientId) event.waitUntil(tellOffline(event.resultingClientId, !stored));
    if (stored) return stored;
    const home = event.request.mode === "navigate" && await caches.match(told.home);
    if (home) return home;
    throw failure;
  }
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (!isPage(url) && !told.files.includes(url.pathname)) return;
  event.respondWith(answered(event, url));
});
