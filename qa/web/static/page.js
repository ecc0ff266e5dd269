// What every page does: keep the place when the language changes, bring a cited passage into view.
(() => {
  "use strict";
  for (const link of document.querySelectorAll("a[data-keep-place]")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }
  // The address names a place; the hash in it names a wording, which may stand elsewhere by now, or nowhere.
  const place = decodeURIComponent(location.hash.slice(1));
  const cited = document.querySelector('meta[name="cited"]')?.content;
  const stale = document.getElementById("stale");
  const passage = document.getElementById(cited ?? place);
  if (!passage || !(cited || stale)) return;
  if (stale) passage.closest("section").prepend(stale); // where the reader looks
  if (cited && place && place !== cited) {
    const moved = document.getElementById("moved");
    passage.closest("section").prepend(moved);
    moved.hidden = false;
  }
  // After the browser has done its own scrolling to the hash.
  const show = () => {
    passage.scrollIntoView({ block: "center" });
    passage.focus({ preventScroll: true });
  };
  if (document.readyState === "complete") show();
  else addEventListener("load", () => setTimeout(show, 0));
})();
