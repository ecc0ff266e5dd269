// The chat page's own behaviour. Gradio draws the conversation; this file announces answers, asks the suggested
// questions, and starts Gradio again when it has lost the server. It keeps nothing in the browser.
(() => {
  "use strict";
  const chat = document.getElementById("chat");
  const gradio = chat.querySelector("gradio-app");
  const kept = document.getElementById("kept");
  const trouble = document.getElementById("trouble");
  const state = document.getElementById("state");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const PATIENCE = 30_000; // milliseconds without an answer after which we think that none will come
  const done = new WeakSet();
  let lost = false; // Gradio has given up: it takes no question more
  let queued = null; // what is asked when it is back
  let patience = 0;

  const input = () => chat.querySelector("#question textarea");
  const motion = () => (calm.matches ? "instant" : "smooth");
  const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

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

  // The plain form, which works without Gradio, gives way to it.
  function started() {
    const start = document.getElementById("start");
    if (!start || !input()) return;
    const draft = start.querySelector("textarea");
    const focused = document.activeElement === draft;
    write(draft.value);
    start.remove();
    if (focused) input().focus();
  }

  function arrivals() {
    label();
    started();
    for (const element of gradio.querySelectorAll("[data-announce]")) {
      if (done.has(element)) continue;
      done.add(element);
      const pending = element.classList.contains("pending");
      expect(pending);
      if (!pending) {
        announce(element.dataset.announce, element);
        trouble.hidden = true;
      }
      talking();
      const box = input();
      if (box && !box.value) box.style.height = ""; // Gradio leaves it as tall as the question was
      [...chat.querySelectorAll(".asked")].at(-1)?.scrollIntoView({ block: "start", behavior: motion() });
    }
    for (const toast of gradio.querySelectorAll('[data-testid="toast-text"]')) {
      if (done.has(toast)) continue;
      done.add(toast);
      if (toast.textContent.startsWith("Connection to the server was lost")) lose();
      else tell(chat.dataset.busy); // the queue is full: no other error gets past the server's own messages
    }
  }
  new MutationObserver(arrivals).observe(chat, { childList: true, subtree: true });

  // Links that would take the place of the conversation open beside it.
  function talking() {
    if (document.body.classList.contains("talking")) return;
    document.body.classList.add("talking");
    for (const link of document.querySelectorAll("header.top a, footer.bottom a")) {
      const words = document.createElement("span");
      words.className = "visually-hidden";
      words.lang = chat.dataset.lang;
      words.textContent = ` (${chat.dataset.newTab})`;
      link.append(words);
      link.target = "_blank";
      link.rel = "noopener";
    }
  }

  function write(question) {
    const box = input();
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function ask(question) {
    if (lost) {
      queued = question;
      tell(chat.dataset.lost);
      return;
    }
    write(question);
    setTimeout(() => {
      chat.querySelector("button#submit").click();
      input().focus({ preventScroll: true });
    }, 30);
  }

  function tell(text) {
    trouble.querySelector("p").textContent = text;
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest", behavior: motion() });
    announce(text, trouble);
  }

  function expect(answer) {
    clearTimeout(patience);
    if (answer) patience = setTimeout(lose, PATIENCE);
  }

  // Gradio has given up, or the answer does not come. Gradio itself would load the page again as soon as the server
  // answers, and the conversation would be gone; so it is not let near the path that it asks (see qa/web/security.py).
  async function lose() {
    if (lost) return;
    lost = true;
    expect(false);
    const pending = [...gradio.querySelectorAll(".pending")].at(-1);
    const asked = pending && [...gradio.querySelectorAll(".asked")].at(-1);
    if (pending) {
      pending.hidden = asked.hidden = true;
      if (!input().value) write(asked.querySelector("p").textContent);
    }
    tell(chat.dataset.lost);
    while (!(await reachable())) await pause(2000);
    restart();
  }

  async function reachable() {
    try {
      return (await fetch(state.dataset.address, { cache: "no-store", signal: AbortSignal.timeout(5000) })).ok;
    } catch {
      return false;
    }
  }

  // Starts Gradio anew beneath a copy of what was said.
  async function restart() {
    const old = input();
    const question = old.value;
    const focused = document.activeElement === old;
    const municipality = gradio.querySelector("#municipality :checked")?.value;
    const said = gradio.querySelectorAll("#conversation :is(.asked, .answer, .message-text:not(.pending)):not([hidden])");
    for (const element of said) {
      kept.append(element.cloneNode(true));
      element.hidden = true; // Gradio takes it away a little later
    }
    kept.hidden = !kept.hasChildNodes();
    gradio.remove();
    kept.after(gradio); // the element starts a new app each time it is put into a page
    while (!input() || input() === old) await pause(50);
    lost = false;
    if (municipality) gradio.querySelector(`#municipality [value="${CSS.escape(municipality)}"]`).click();
    write(question);
    if (focused) input().focus();
    if (queued !== null) ask(queued);
    queued = null;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !input()) return; // without Gradio a suggestion is a button of the plain form
    if (button.dataset.ask) {
      event.preventDefault();
      ask(button.dataset.ask);
    } else if ("retry" in button.dataset) ask(input().value);
    else if (button.id === "submit") sent();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && event.target === input()) sent();
  }, true);

  function sent() {
    if (lost) ask(input().value);
    else expect(true);
  }

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
