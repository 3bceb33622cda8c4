// Passkeys: asks the device, hands its answer to a plain form. Where this can't run, nothing of it shows.
(() => {
  "use strict";
  const devices = navigator.credentials && window.PublicKeyCredential;
  const forms = [...document.querySelectorAll("[data-passkey]")];
  const renew_ms = 8 * 60 * 1000; // the server takes answers for ten minutes
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ours = (part) => new URL(part.dataset.site).origin === location.origin; // passkeys are for one address

  const asked = async (form) => {
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (answer.redirected) return location.reload(); // a fresh proof is needed, or signing in
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error || "");
    const key = said.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    (key.excludeCredentials || []).forEach((known) => { known.id = bytes(known.id); });
    return key;
  };

  const written = (credential) => {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    });
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  let waiting; // the question that hangs at the username field, until somebody answers it
  const ask = async (form, mediation) => {
    if (waiting) waiting.abort();
    const control = waiting = new AbortController();
    const publicKey = await asked(form);
    if (!publicKey || control.signal.aborted) return;
    const options = { publicKey, signal: control.signal };
    if (mediation) options.mediation = mediation;
    const credential = await (form.dataset.passkey === "add"
      ? navigator.credentials.create(options) : navigator.credentials.get(options));
    form.elements.credential.value = written(credential);
    const shared = document.querySelector('input[type="checkbox"][name="shared"]');
    if (shared && form.elements.shared) form.elements.shared.value = shared.checked ? "on" : "";
    form.submit();
  };

  const sentence = (form, error) => {
    if (error.name === "NotAllowedError" || error.name === "AbortError") return form.dataset.cancelled;
    if (error.name === "InvalidStateError") return form.dataset.known;
    return (error instanceof Error && error.name === "Error" && error.message) || form.dataset.failed;
  };
  const say = (form, words) => {
    const box = form.querySelector("[data-passkey-error]");
    box.querySelector("[data-passkey-words]").textContent = words;
    box.hidden = !words;
  };
  const free = (form) => { // app.js holds a form that was sent; this one may be tried again
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };

  const hang = async (form) => {
    if (!devices.isConditionalMediationAvailable || !(await devices.isConditionalMediationAvailable())) return;
    ask(form, "conditional").catch(() => {});
  };

  const wake = (form) => {
    const hangs = form.hasAttribute("data-passkey-hangs");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say(form, "");
      try {
        await ask(form);
      } catch (error) {
        say(form, sentence(form, error));
        free(form);
        if (hangs) hang(form);
      }
    });
    if (!hangs) return;
    hang(form);
    setInterval(() => hang(form), renew_ms);
    addEventListener("pageshow", (event) => { if (event.persisted) hang(form); });
  };

  if (!devices || !forms.every(ours)) return;
  forms.forEach(wake);
  document.querySelectorAll("[data-passkey-without]").forEach((part) => { part.hidden = true; });
  const offer = document.querySelector("[data-passkey-offer]");
  if (offer && ours(offer) && devices.isUserVerifyingPlatformAuthenticatorAvailable)
    devices.isUserVerifyingPlatformAuthenticatorAvailable().then((can) => { offer.hidden = !can; }).catch(() => {});
})();
