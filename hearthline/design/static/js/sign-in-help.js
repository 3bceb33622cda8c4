// What a script can find out about why signing in fails. Nothing of it is sent anywhere.
(() => {
  "use strict";
  const clock_ms = 2 * 60 * 1000; // from which on codes of an authenticator app fail
  const page = document.querySelector("[data-looked]");
  const show = (name, is_so) => document.querySelectorAll(`[data-finding="${name}"]`)
    .forEach((box) => { box.hidden = !is_so; });

  show("no-script", false);
  show("script", true);

  // The server's time when it answered, and how long ago that was by a clock nobody sets.
  const [visit] = performance.getEntriesByType("navigation");
  const since = performance.now() - (visit ? visit.responseStart : 0);
  const off = Date.now() - since - Number(page.dataset.looked);
  const is_wrong = Math.abs(off) > clock_ms;
  show("clock-wrong", is_wrong);
  show("clock-right", !is_wrong);
  if (is_wrong) {
    const words = off > 0 ? page.dataset.minutesFast : page.dataset.minutesSlow;
    document.querySelector("[data-clock-off]").textContent = `${Math.round(Math.abs(off) / 60000)} ${words}`;
  }

  // Layers in style sheets came with the browsers that our pages are made for.
  if (!("CSSLayerBlockRule" in window)) {
    show("old-browser", true);
    show("new-browser", false);
  }

  const connected = () => { show("offline", !navigator.onLine); show("online", navigator.onLine); };
  addEventListener("online", connected);
  addEventListener("offline", connected);
  connected();

  ["keydown", "keyup", "mousedown", "mousemove"].forEach((name) => addEventListener(name, (event) => {
    if (!event.getModifierState) return; // a browser that fills in a form makes keys of its own
    const is_on = event.getModifierState("CapsLock");
    show("caps-lock", is_on !== (event.key === "CapsLock" && name === "keydown"));
  }));
})();
