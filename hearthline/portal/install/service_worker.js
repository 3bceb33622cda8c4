// Keeps one page for when there is no connection, what it needs, and the public status.
// Never a page of the portal itself: pages come from the server or not at all, so that nothing of
// somebody who was signed in stays on a device. HOUSE is written by hearthline.portal.install.worker.
"use strict";
const CACHE = `hearthline-${HOUSE.version}`;
const LANGUAGE = "/offline/language";
const FRESH_MS = 5 * 60 * 1000;
let language = "";
let asked_at = 0;

// Without cookies: what is kept is the same for everybody.
const plain = (address) => new Request(address, { credentials: "omit", cache: "reload" });
const keep = async (address, answer) => (await caches.open(CACHE)).put(address, answer);
const kept = async (address) => (await caches.open(CACHE)).match(address, { ignoreVary: true });

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...HOUSE.files, ...Object.values(HOUSE.offline)].map(plain));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("hearthline-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    if (registration.navigationPreload) await registration.navigationPreload.enable();
    await clients.claim();
    await keepStatus();
  })());
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const place = new URL(url);
  if (method !== "GET" || place.origin !== location.origin) return;
  if (HOUSE.files.includes(place.pathname)) event.respondWith(file(event.request, place.pathname));
  else if (HOUSE.status && place.pathname === HOUSE.status) event.respondWith(status());
  else if (mode === "navigate" && !HOUSE.leave.some((start) => place.pathname.startsWith(start)))
    event.respondWith(page(event));
});

const file = async (request, path) => (await kept(path)) || fetch(request);

const page = async (event) => {
  try {
    const answer = (await event.preloadResponse) || (await fetch(event.request));
    event.waitUntil(speak(answer.headers.get("Content-Language")).then(keepStatus));
    return answer;
  } catch {
    const said = language || (await (await kept(LANGUAGE))?.text()) || HOUSE.language;
    return (await kept(HOUSE.offline[said])) || Response.error();
  }
};

// The language of the last page is the one of the page for when there is no connection.
const speak = async (said) => {
  if (!said || said === language || !(said in HOUSE.offline)) return;
  language = said;
  await keep(LANGUAGE, new Response(said));
};

const status = async () => {
  try {
    const answer = await fetch(plain(HOUSE.status + (language && `?language=${language}`)));
    if (answer.ok) await keep(HOUSE.status, answer.clone());
    return answer;
  } catch {
    return (await kept(HOUSE.status)) || Response.error();
  }
};

const keepStatus = async () => {
  if (!HOUSE.status || Date.now() - asked_at < FRESH_MS) return;
  asked_at = Date.now();
  await status().catch(() => { asked_at = 0; });
};
