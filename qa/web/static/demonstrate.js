// One step of a scenario: the keys of a presentation, and a note that can be hidden. Every key does what a link does.
(() => {
  "use strict";
  const heading = document.getElementById("step");
  const note = document.getElementById("note");
  const toggle = document.getElementById("note-toggle");
  const announcer = document.getElementById("announcer");
  const steps = [...document.querySelectorAll(".position a")];
  document.getElementById("keys").hidden = false;

  function announce(text) {
    announcer.textContent = "";
    setTimeout(() => { announcer.textContent = text; }, 50);
  }

  function focusHeading() {
    if (!location.hash) heading.focus({ preventScroll: true });
    // The heading is read because it has the focus; what it brought is read after it.
    const answer = document.querySelector(".answer");
    if (answer) setTimeout(() => announce(answer.dataset.announce), 600);
  }
  focusHeading();
  addEventListener("pageshow", (event) => { if (event.persisted) focusHeading(); });

  // The address says whether the note is shown, so that the next step, and a page that is loaded again, know it too.
  function remember(shown) {
    const keep = (address) => {
      const url = new URL(address);
      if (shown) url.searchParams.delete("note");
      else url.searchParams.set("note", "0");
      return url.href;
    };
    for (const link of document.querySelectorAll("a[data-step], .languages a")) link.href = keep(link.href);
    history.replaceState(null, "", keep(location.href));
  }

  function turnNote() {
    note.hidden = !note.hidden;
    toggle.textContent = note.hidden ? toggle.dataset.show : toggle.dataset.hide;
    remember(!note.hidden);
    announce(note.hidden ? toggle.dataset.hidden : toggle.dataset.shown);
  }
  toggle.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turnNote();
  });

  const go = {
    ArrowRight: () => document.getElementById("next"),
    PageDown: () => document.getElementById("next"),
    " ": () => document.getElementById("next"),
    ArrowLeft: () => document.getElementById("previous"),
    PageUp: () => document.getElementById("previous"),
    Home: () => steps[0],
    End: () => steps[steps.length - 1],
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
    const at = event.target;
    if (at.closest("input, textarea, select, [contenteditable], [role=slider], [role=listbox]")) return; // they use these keys
    if (event.key === " " && at.closest("button, summary, a[href]")) return; // it presses them
    if (event.key === "Escape") {
      if (document.querySelector(":popover-open")) return; // it closes an explained word
      turnNote();
    } else if (go[event.key]) {
      const link = go[event.key]();
      event.preventDefault();
      if (link.dataset.step !== undefined && link.getAttribute("aria-current") !== "step") link.click(); // never out of the scenario
    }
  });
})();
