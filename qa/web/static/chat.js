// The chat page's own behaviour. Gradio draws the conversation; this file announces answers, asks the suggested
// questions, copies, prints and sends feedback. It keeps nothing in the browser.
(() => {
  "use strict";
  const chat = document.getElementById("chat");
  const announcer = document.getElementById("announcer");
  const state = document.getElementById("state");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const done = new WeakSet();

  function announce(text) {
    announcer.textContent = "";
    setTimeout(() => { announcer.textContent = text; }, 50);
  }

  // Gradio sets the page's language to its own guess.
  const html = document.documentElement;
  new MutationObserver(() => {
    if (html.lang !== chat.dataset.lang) html.lang = chat.dataset.lang;
  }).observe(html, { attributes: true, attributeFilter: ["lang"] });

  // Gradio's own labels are English, and name each message by its whole source.
  function label() {
    const log = chat.querySelector('[role="log"]');
    if (log && log.getAttribute("aria-live") !== "off") {
      log.setAttribute("aria-label", chat.dataset.log);
      log.setAttribute("aria-live", "off"); // we announce one sentence, not ten quotes
    }
    for (const message of chat.querySelectorAll('[role="log"] [data-testid][aria-label]')) message.removeAttribute("aria-label");
    const group = chat.querySelector("fieldset#municipality");
    if (group && !group.hasAttribute("aria-label")) group.setAttribute("aria-label", chat.dataset.municipality);
    for (const radio of chat.querySelectorAll('#municipality input[type="radio"]')) radio.name = "municipality"; // arrow keys move within one name
    chat.querySelector("#submit")?.setAttribute("type", "button");
  }

  function arrivals() {
    label();
    for (const element of chat.querySelectorAll("[data-announce]")) {
      if (done.has(element)) continue;
      done.add(element);
      if (!element.classList.contains("pending")) announce(element.dataset.announce);
      document.body.classList.add("talking");
      const box = chat.querySelector("#question textarea");
      if (box && !box.value) box.style.height = ""; // Gradio leaves it as tall as the question was
      const questions = chat.querySelectorAll(".asked");
      const last = questions[questions.length - 1];
      last?.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" });
    }
  }
  new MutationObserver(arrivals).observe(chat, { childList: true, subtree: true });

  function ask(question) {
    const box = chat.querySelector("#question textarea");
    const submit = chat.querySelector("button#submit");
    if (!box || !submit) return;
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => { submit.click(); box.focus({ preventScroll: true }); }, 30);
  }

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
    announce(button.dataset.done);
    setTimeout(() => { button.textContent = label; }, 2000);
  }

  function print(answer) {
    const row = answer.closest(".message-row") ?? answer;
    const opened = [...answer.querySelectorAll("details:not([open])")];
    row.classList.add("print-this");
    row.previousElementSibling?.classList.add("print-this");
    document.body.classList.add("print-one");
    opened.forEach((d) => { d.open = true; });
    window.print();
    opened.forEach((d) => { d.open = false; });
    document.body.classList.remove("print-one");
    document.querySelectorAll(".print-this").forEach((e) => e.classList.remove("print-this"));
  }

  function feedback(button, answer) {
    const group = button.closest(".feedback");
    const body = {
      helped: button.dataset.helped === "yes",
      status: answer.dataset.status,
      language: answer.dataset.language,
      passages: answer.dataset.passages.split(" ").filter(Boolean),
    };
    fetch(chat.dataset.feedback, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), credentials: "omit" }).catch(() => {});
    group.textContent = group.dataset.thanks;
    group.tabIndex = -1;
    group.focus();
    announce(group.dataset.thanks);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const jump = event.target.closest(".jump a");
    if (jump) {
      event.preventDefault();
      const card = document.getElementById(jump.hash.slice(1));
      card?.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" });
      card?.focus({ preventScroll: true });
    }
    if (!button) return;
    const answer = button.closest(".answer");
    if (button.dataset.ask) ask(button.dataset.ask);
    else if (answer && "copy" in button.dataset) copy(button, answer);
    else if (answer && "print" in button.dataset) print(answer);
    else if (answer && button.dataset.helped) feedback(button, answer);
  });

  // The page is served before the model is loaded.
  async function wait() {
    try {
      const engine = await (await fetch(state.dataset.address, { cache: "no-store" })).json();
      if (engine.status === "ready") {
        state.textContent = state.dataset.ready;
        state.dataset.state = "ready";
        setTimeout(() => { state.hidden = true; }, 4000);
        return;
      }
      if (engine.status === "failed") {
        state.textContent = state.dataset.failed;
        state.dataset.state = "failed";
        return;
      }
    } catch { /* the server is starting again; try on */ }
    setTimeout(wait, 1000);
  }
  if (state.dataset.state === "loading") wait();
})();
