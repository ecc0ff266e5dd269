// A click on the map tells which passage stands there. What it shows is read from the list below the map.
(() => {
  "use strict";
  const map = document.getElementById("map");
  const picked = document.getElementById("picked");
  if (!map || !picked) return;
  const REACH = 24; // pixels from a point's middle
  const points = [...map.querySelectorAll(".point")];
  document.getElementById("clickable").hidden = false;
  map.classList.add("clickable");
  map.addEventListener("click", (event) => {
    let best = null;
    let least = REACH;
    for (const point of points) {
      const box = point.getBoundingClientRect();
      const away = Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
      if (away < least) [best, least] = [point, away];
    }
    for (const point of points) point.classList.toggle("chosen", point === best);
    picked.hidden = !best;
    if (!best) return;
    const row = document.getElementById(`passage${best.dataset.number}`);
    picked.querySelector(".place").replaceChildren(row.querySelector("a").cloneNode(true));
    picked.querySelector("ul").replaceWith(row.querySelector("ul").cloneNode(true));
  });
})();
