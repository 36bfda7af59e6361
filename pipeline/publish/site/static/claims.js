// The claims with a verdict, or with some words, where a card without them is hidden; the web address in a citation.
"use strict";

(() => {
  const form = document.querySelector("form[data-claims]");
  const [verdict, words] = [form.querySelector("select"), form.querySelector("input")];
  const cards = [...document.querySelectorAll("article.claim")];
  const texts = new Map(cards.map((card) => [card, plain(card.textContent)]));
  function filter() {
    const wanted = plain(words.value).split(" ").filter(Boolean);
    for (const card of cards) {
      const has = wanted.every((word) => texts.get(card).includes(word));
      card.hidden = !has || (verdict.value !== "" && card.dataset.verdict !== verdict.value);
    }
    for (const part of document.querySelectorAll("section")) part.hidden = !part.querySelector("article:not([hidden])");
    const shown = cards.filter((card) => !card.hidden).length;
    form.querySelector("[data-told]").textContent = shown < cards.length ? `${shown} of ${cards.length} cards` : "";
  }
  // On a web server the page that looks a key up has an address, which whoever pastes the citation can follow.
  if (location.protocol.startsWith("http"))
    for (const place of document.querySelectorAll("[data-of-key]")) place.textContent = place.parentElement.querySelector("a").href;
  form.addEventListener("submit", (event) => event.preventDefault());
  verdict.addEventListener("change", filter);
  words.addEventListener("input", filter);
})();
