// A trial runs in the background: show how far it has come, and load the page again when it is done.
(() => {
  "use strict";
  const running = document.getElementById("running");
  const bar = running?.querySelector("progress");
  const told = document.getElementById("told");
  async function look() {
    try {
      const reply = await fetch(running.dataset.address, { cache: "no-store" });
      // A page instead of numbers: logged out, or the server has started again.
      if (!reply.headers.get("content-type")?.includes("json")) return location.reload();
      const trial = await reply.json();
      if (trial.ready) return location.reload();
      bar.max = trial.total || 1;
      bar.value = trial.done;
      told.textContent = running.dataset.told.replace("{done}", trial.done).replace("{total}", trial.total);
    } catch { /* the network is away for a moment: ask again */ }
    setTimeout(look, 700);
  }
  if (running) setTimeout(look, 700);
})();
