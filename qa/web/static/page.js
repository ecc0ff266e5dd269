// What every page does: keep the place when the language changes, bring a cited passage into view.
(() => {
  "use strict";
  for (const link of document.querySelectorAll("a[data-keep-place]")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }
  // The address names a place; the hash in it names a wording, which may have moved to another place since.
  const cited = document.querySelector('meta[name="cited"]')?.content;
  if (!cited) return;
  const passage = document.getElementById(cited);
  const place = decodeURIComponent(location.hash.slice(1));
  if (place && place !== cited) {
    const moved = document.getElementById("moved");
    moved.hidden = false;
    moved.setAttribute("role", "status");
  }
  // After the browser has done its own scrolling to the hash.
  const show = () => {
    passage.scrollIntoView({ block: "center" });
    passage.focus({ preventScroll: true });
  };
  if (document.readyState === "complete") show();
  else addEventListener("load", () => setTimeout(show, 0));
})();
