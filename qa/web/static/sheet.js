// Pages that are worth keeping: print them, copy their address. Both work without this from the browser's own menu.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  for (const button of document.querySelectorAll("[data-copy-address]")) {
    const told = document.getElementById(button.dataset.copyAddress);
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        told.textContent = button.dataset.copied;
      } catch {
        told.textContent = button.dataset.failed; // not allowed here, as in a page without https
      }
    });
  }
})();
