// What a browser that keeps our worker gets when it is to be gone: it throws all away, itself last.
"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const ours = names.filter((name) => name.startsWith("hearthline-"));
    await Promise.all(ours.map((name) => caches.delete(name)));
    await registration.unregister();
  })());
});
