// A page that needs the engine is served before there is one: it loads itself again when that has changed.
(() => {
  "use strict";
  const state = document.getElementById("waiting");
  if (!state) return;
  async function wait() {
    try {
      const engine = await (await fetch(state.dataset.address, { cache: "no-store" })).json();
      if (engine.status !== "loading") return location.reload();
    } catch { /* the server is starting again; try on */ }
    setTimeout(wait, 1000);
  }
  wait();
})();
