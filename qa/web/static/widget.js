// Puts the chat on a page: <script src="https://ORDAGRANT/widget.js" data-language="sv" defer></script>
// A link to the chat in a window of its own, and after it the chat in a frame with a title. The link is the way past the
// frame, and the way in where the frame is refused. Nothing is read from the page around it but its language.
(() => {
  "use strict";
  const texts = {/* texts */}; // by language, put in by the server
  const script = document.currentScript;
  const wanted = (script.dataset.language || document.documentElement.lang || "sv").split("-")[0].toLowerCase();
  const language = wanted in texts ? wanted : "en";
  const address = new URL(".", script.src);
  address.searchParams.set("lang", language);

  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener";
  link.lang = language;
  link.dir = texts[language].dir;
  link.textContent = texts[language].open;
  link.style.cssText = "display: inline-block; padding-block: 0.35em;";

  const frame = document.createElement("iframe");
  const inside = new URL(address);
  inside.searchParams.set("embed", "1");
  frame.src = inside;
  frame.title = script.dataset.title ?? texts[language].title;
  frame.lang = language;
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.allow = "clipboard-write";
  frame.style.cssText = `display: block; inline-size: 100%; block-size: ${parseInt(script.dataset.height, 10) || 640}px; border: 1px solid #8a8f98; border-radius: 8px;`;

  function place() {
    const target = script.dataset.target && document.querySelector(script.dataset.target);
    if (target) target.append(link, frame);
    else if (document.body.contains(script)) script.after(link, frame);
    else (document.querySelector("main") ?? document.body).append(link, frame); // a script in the head has no place of its own
  }
  if (document.body && document.readyState !== "loading") place();
  else document.addEventListener("DOMContentLoaded", place);
})();
