// A trial runs in the background: show how far it has come, and load the page again when it is done.
(() => {
  "use strict";
  const running = document.getElementById("running");
  const bar = running?.querySelector("progress");
  const told = document.getElementById("told");
  async function look() {
    try {
      const trial = await (await fetch(running.dataset.address, { cache: "no-store" })).json();
      if (trial.ready) return location.reload();
      bar.max = trial.total || 1;
      bar.value = trial.done;
      told.textContent = running.dataset.told.replace("{done}", trial.done).replace("{total}", trial.total);
    } catch { return location.reload(); /* logged out, or the server has started again */ }
    setTimeout(look, 700);
  }
  if (running) setTimeout(look, 700);
})();
