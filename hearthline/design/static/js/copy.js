// A button that copies what its page shows. Without it people mark the text themselves.
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return; // neither over HTTPS nor on this machine
  button.hidden = false;
  button.onclick = () => navigator.clipboard.writeText(button.dataset.copy)
    .then(() => { button.nextElementSibling.textContent = button.dataset.done; }, () => {});
});
