// Puts the chat on a page: <script src="https://ORDAGRANT/widget.js" data-language="sv" defer></script>
// A frame in the flow of the page, with a title and a link past it; nothing is read from the page around it.
(() => {
  "use strict";
  const script = document.currentScript;
  const base = new URL(".", script.src);
  const language = script.dataset.language ?? (document.documentElement.lang || "sv").split("-")[0];
  const titles = { sv: "Fråga om kommunens integrationspolicy", en: "Ask about the municipality’s integration policy", ar: "اسأل عن سياسة الاندماج في البلدية", so: "Weydii siyaasadda is-dhexgalka degmada", fa: "پرسش درباره سیاست ادغام شهرداری", uk: "Запитайте про політику інтеграції муніципалітету" };
  const frame = document.createElement("iframe");
  const address = new URL(base);
  address.searchParams.set("embed", "1");
  address.searchParams.set("lang", language in titles ? language : "en");
  frame.src = address;
  frame.title = script.dataset.title ?? titles[language] ?? titles.en;
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.allow = "clipboard-write";
  frame.style.cssText = `inline-size: 100%; block-size: ${parseInt(script.dataset.height, 10) || 640}px; border: 1px solid #8a8f98; border-radius: 8px;`;
  const target = script.dataset.target ? document.querySelector(script.dataset.target) : null;
  if (target) target.append(frame);
  else script.after(frame);
})();
