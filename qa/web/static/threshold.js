// Moves the threshold at once: the counts of every step came with the page.
(() => {
  "use strict";
  const slider = document.getElementById("threshold");
  if (!slider) return;
  const counts = JSON.parse(document.getElementById("outcomes").dataset.counts);
  const percent = (whole) => slider.dataset.percent.replace("{value}", whole);
  const bars = [...document.querySelectorAll(".stack-bar > .segment")];
  const rows = [...document.querySelectorAll(".outcomes tbody tr")];
  const announced = document.getElementById("announced");
  const back = document.getElementById("back");
  document.body.classList.add("scripted");

  function show() {
    const step = Number(slider.value);
    document.getElementById("chosen").value = percent(step);
    slider.setAttribute("aria-valuetext", percent(step));
    if (back) back.hidden = step === Number(back.dataset.step);
    const at = counts[step] ?? [];
    const total = at.reduce((sum, n) => sum + n, 0);
    let x = 0;
    at.forEach((n, i) => {
      const width = (100 * n) / total;
      bars[i].setAttribute("x", `${x}%`);
      bars[i].setAttribute("width", `${width}%`);
      x += width;
      rows[i].querySelector(".count").textContent = n;
      rows[i].querySelector(".share").textContent = percent(Math.round(width));
    });
    for (const row of document.querySelectorAll("[data-probability]")) {
      const sure = Number(row.dataset.probability || 0);
      const answered = sure > 0 && sure >= step / 100;
      row.querySelector(".yes").hidden = !answered;
      row.querySelector(".no").hidden = answered;
      for (const end of ["x1", "x2"]) row.querySelector(".chosen").setAttribute(end, `${step}%`);
    }
  }

  // A screen reader hears the outcome when the slider has come to rest, not at every step of the way.
  let rest;
  function tell() {
    clearTimeout(rest);
    rest = setTimeout(() => {
      const at = counts[Number(slider.value)];
      if (announced && at) announced.textContent = at.reduce((words, n, i) => words.replace(`{${"abcd"[i]}}`, n), announced.dataset.words);
    }, 400);
  }
  slider.addEventListener("input", () => { show(); tell(); });
  if (back) {
    back.addEventListener("click", () => {
      slider.value = back.dataset.step;
      show();
      tell();
      slider.focus();
    });
  }
  show();
})();
