// What an answer's buttons do, on every page that lets visitors ask: copy, print, feedback, the way to a citation.
// Keeps nothing in the browser.
(() => {
  "use strict";
  const announcer = document.getElementById("announcer");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  document.documentElement.classList.add("scripted"); // the buttons can be shown

  // Says a text to a screen reader, in the language of the element that it comes from. The chat uses it too.
  window.announce = (text, from) => {
    const { lang, dir } = from.closest("[lang]");
    announcer.textContent = "";
    announcer.lang = lang;
    announcer.dir = dir;
    setTimeout(() => { announcer.textContent = text; }, 50);
  };

  async function copy(button, answer) {
    const text = answer.dataset.plain.replaceAll("{origin}", location.origin);
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no permission, or not a secure page
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const label = button.textContent;
    button.textContent = button.dataset.done;
    announce(button.dataset.done, answer);
    setTimeout(() => { button.textContent = label; }, 2000);
  }

  // Prints one answer with its question. On a phone print() returns before the page has been printed.
  function print(answer) {
    const messages = [...document.querySelectorAll(".asked, .answer")];
    const question = messages[messages.indexOf(answer) - 1];
    const opened = [...answer.querySelectorAll("details:not([open])")];
    const shown = question?.matches(".asked") ? [question, answer] : [answer];
    shown.forEach((e) => e.classList.add("print-this"));
    document.body.classList.add("print-one");
    opened.forEach((d) => { d.open = true; });
    addEventListener("afterprint", () => {
      opened.forEach((d) => { d.open = false; });
      document.body.classList.remove("print-one");
      shown.forEach((e) => e.classList.remove("print-this"));
    }, { once: true });
    window.print();
  }

  // On paper an address needs its host.
  addEventListener("beforeprint", () => {
    for (const link of document.querySelectorAll(".card .open a")) link.dataset.address = link.href;
  });

  function feedback(button, answer) {
    const group = button.closest(".feedback");
    const body = {
      helped: button.dataset.helped === "yes",
      status: answer.dataset.status,
      language: answer.dataset.language,
      passages: answer.dataset.passages.split(" ").filter(Boolean),
    };
    fetch(group.dataset.address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), credentials: "omit" }).catch(() => {});
    group.textContent = group.dataset.thanks;
    group.tabIndex = -1;
    group.focus();
    announce(group.dataset.thanks, group);
  }

  document.addEventListener("click", (event) => {
    const jump = event.target.closest(".jump a");
    if (jump) {
      event.preventDefault();
      const card = document.getElementById(jump.hash.slice(1));
      card?.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" });
      card?.focus({ preventScroll: true });
    }
    const button = event.target.closest("button");
    const answer = button?.closest(".answer");
    if (!answer) return;
    if ("copy" in button.dataset) copy(button, answer);
    else if ("print" in button.dataset) print(answer);
    else if (button.dataset.helped) feedback(button, answer);
  });
})();
