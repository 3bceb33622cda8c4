// The page for when there is no connection: shows the status that was kept, and comes back by itself.
(() => {
  "use strict";
  addEventListener("online", () => location.reload());
  const box = document.querySelector("[data-status]");
  if (!box) return;
  const at = box.querySelector("[data-status-at]");
  const list = box.querySelector("[data-status-list]");
  const time = (said) => new Date(said).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const sentence = (outage) => [
    outage.title,
    outage.places && outage.places.join(", "),
    outage.started_at && `${list.dataset.since} ${time(outage.started_at)}`,
    outage.estimate_at && `${list.dataset.until} ${time(outage.estimate_at)}`,
  ].filter(Boolean).join(" · ");
  fetch(box.dataset.status, { credentials: "omit" })
    .then(async (answer) => {
      if (!answer.ok) return;
      const said = await answer.json();
      at.dateTime = said.checked_at;
      at.textContent = time(said.checked_at);
      list.replaceChildren(...said.outages.map((outage) => {
        const item = document.createElement("li");
        item.textContent = sentence(outage);
        return item;
      }));
      list.hidden = !said.outages.length;
      box.querySelector("[data-status-well]").hidden = !list.hidden;
      box.hidden = false;
    })
    .catch(() => {});
})();
