// Beside a password: whether Caps Lock is on, and how strong a new one looks while it is typed. That
// is reckoned here, by length and variety: a password goes nowhere before its form does. Whether
// others know it, the server says then.
(() => {
  "use strict";
  // Said beside the password for as long as it holds.
  ["keydown", "keyup", "mousedown"].forEach((name) => document.addEventListener(name, (event) => {
    const line = event.target.closest?.(".field")?.querySelector("[data-caps]");
    if (!line || !event.getModifierState) return;
    // The key itself still tells of the state before it.
    const is_on = event.getModifierState("CapsLock") !== (event.key === "CapsLock" && name === "keydown");
    const said = is_on ? line.dataset.caps : "";
    if (line.textContent !== said) line.textContent = said;
  }));

  const per_character = 4; // bits of a character that nothing foretells
  const steps = [28, 40, 54, 68]; // bits from which on it is weak, fair, good, strong
  const wait_ms = 900; // a screen reader hears it after a pause in typing
  let saying;

  // What repeats, or follows in the alphabet or on the digits, adds little.
  const bits = (text, own) => {
    own.forEach((word) => { text = text.split(word).join(""); });
    text = text.replace(/(.+?)\1+/gu, "$1");
    let before = 0, found = 0;
    const seen = new Set();
    for (const sign of text) {
      const code = sign.codePointAt(0);
      const follows = Math.abs(code - before) <= 1;
      found += follows ? 1 : seen.has(sign) ? per_character * .7 : per_character;
      seen.add(sign);
      before = code;
    }
    return found;
  };
  const ownWords = (form) => [...form.querySelectorAll('[autocomplete="username"], [autocomplete="email"]')]
    .flatMap((input) => input.value.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2);

  const show = (input, box) => {
    const length = [...input.value].length;
    const words = box.dataset.words.split("|"), kinds = box.dataset.kinds.split("|");
    const min = Number(box.dataset.min);
    const found = bits(input.value.toLowerCase(), ownWords(input.form));
    const score = length < min ? Math.min(1, steps.filter((step) => found >= step).length)
      : steps.filter((step) => found >= step).length;
    const said = length < min ? `${words[score]}, ${length} ${box.dataset.of}` : words[score];
    const share = Math.round(((score + 1) / words.length) * 100);
    const meter = box.querySelector(".meter"), bar = box.querySelector(".meter-bar");
    meter.className = `meter meter-${kinds[score]}`;
    bar.querySelector(".meter-fill").setAttribute("width", `${share}%`);
    bar.setAttribute("aria-valuenow", share);
    bar.setAttribute("aria-valuetext", said);
    box.querySelector(".meter-text").textContent = said;
    box.querySelector("[data-strength-advice]")?.remove();
    box.hidden = !length;
    clearTimeout(saying);
    saying = setTimeout(() => { box.querySelector("[data-strength-said]").textContent = length ? said : ""; }, wait_ms);
  };

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches('[autocomplete="new-password"]')) return;
    const box = document.querySelector("[data-strength]");
    if (box) show(input, box);
  });
})();
