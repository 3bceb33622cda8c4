// The page for when there is no connection: shows the status that was kept, and comes back by itself.
(() => {
  "use strict";
  addEventListener("online", () => location.reload());
  const box = document.querySelector("[data-status]");
  if (!box) return;
  const at = box.querySelector("[data-status-at]");
  const list = box.querySelector("[data-status-list]");
  fetch(box.dataset.status, { credentials: "omit" })
    .then(async (answer) => {
      if (!answer.ok) return;
      const said = await answer.json();
      const when = new Date(said.updated_at || answer.headers.get("Date"));
      at.dateTime = when.toISOString();
      at.textContent = when.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
      for (const outage of said.outages || []) {
        const item = document.createElement("li");
        item.textContent = [outage.title, outage.place].filter(Boolean).join(" – ");
        list.append(item);
      }
      list.hidden = !list.children.length;
      box.querySelector("[data-status-well]").hidden = !list.hidden;
      box.hidden = false;
    })
    .catch(() => {});
})();
