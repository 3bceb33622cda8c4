// What JavaScript adds where it runs. Every page works without it.
(() => {
  "use strict";
  const again_ms = 8000; // a page that hangs must not strand anyone

  // An impatient finger sends a form once; the server would notice anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    form.querySelectorAll("[data-password] input").forEach((input) => { input.type = "password"; });
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), again_ms);
  });
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  const releaseAll = () => document.querySelectorAll("[data-sent]").forEach(release);
  addEventListener("pageshow", releaseAll);

  const wake = (root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
    root.querySelectorAll("[data-print]").forEach((button) => {
      button.hidden = false;
      button.onclick = () => print();
    });
    root.querySelectorAll("[data-password]").forEach((box) => {
      if (box.querySelector(".password-toggle")) return;
      const input = box.querySelector("input");
      const toggle = document.createElement("button");
      const draw = () => {
        const shown = input.type === "text";
        toggle.textContent = shown ? box.dataset.hide : box.dataset.show;
        toggle.setAttribute("aria-label", shown ? box.dataset.hideLabel : box.dataset.showLabel);
      };
      toggle.type = "button";
      toggle.className = "password-toggle";
      toggle.onclick = () => { input.type = input.type === "text" ? "password" : "text"; draw(); };
      draw();
      box.append(toggle);
    });
  };
  wake(document);
  const worker = document.querySelector('meta[name="worker"]');
  if (worker && navigator.serviceWorker) // over HTTPS or on this machine
    addEventListener("load", () => navigator.serviceWorker.register(worker.content).catch(() => {}));

  // Signed out meanwhile: the whole page goes there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const place = new URL(event.detail.xhr.responseURL || location.href).pathname;
    if (!place.startsWith("/sign-in/")) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  // A bad connection is said, and forms can be sent again.
  const lost = (is) => document.querySelectorAll("[data-lost]").forEach((box) => { box.hidden = !is; });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) =>
    document.addEventListener(name, () => {
      lost(true);
      releaseAll();
    }));
  document.addEventListener("htmx:afterSwap", (event) => {
    wake(event.target);
    lost(false);
  });
})();
