// Cells as printed: the one that an address names is brought into sight as a whole, and named in words above the table.
//
// Blocks of rows after the first stand in the page as text (what is in <noscript>, to a browser that runs scripts), for
// reading thousands of cells takes long. That of the named cell is drawn at once and the others when there is time.
// A month that is named and stands on the page of its year is shown there.
"use strict";

(() => {
  const region = document.querySelector(".cells");
  const told = document.querySelector("[data-marked]");
  const words = (node) => node?.textContent.replace(/\s+/g, " ").trim() ?? "";

  const undrawn = () => [...document.querySelectorAll(".block > noscript")];
  const draw = (text) => { if (text) text.outerHTML = text.textContent; };
  const later = window.requestIdleCallback ?? ((then) => setTimeout(then, 50));

  // What is drawn above a cell moves it, so it is brought into sight again, until somebody moves the page.
  let isMoved = false;
  for (const sign of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(sign, () => { isMoved = true; }, { once: true, passive: true });
  }

  function drawTheRest() {
    const [next] = undrawn();
    draw(next);
    if (next) return later(drawTheRest);
    const cell = region?.querySelector(".marked");
    if (cell && !isMoved) bringTwice(cell);
  }

  function goToItsYear(id) {
    const [, year] = /-([0-9]{4})-[0-9]{2}$/.exec(id) ?? [];
    const page = year && document.querySelector(`nav a[href$="~${year}.html"]`);
    if (page) location.replace(page.href + location.hash);
  }

  function show() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!region) return goToItsYear(id);
    if (id) draw(undrawn().find((text) => text.textContent.includes(`id="${id}"`)));
    const cell = document.getElementById(id);
    if (id && !cell) goToItsYear(id);
    region.querySelector(".marked")?.classList.remove("marked");
    const isCell = cell?.tagName === "TD" && region.contains(cell);
    told.hidden = !isCell;
    if (!isCell) return cell?.scrollIntoView();
    cell.classList.add("marked");
    const [row, heads] = [cell.parentElement, cell.closest("table").tHead.rows];
    const [name, at] = [row.querySelector("th[scope]"), cell.cellIndex];
    const place = region.dataset.sheet ? `, cell ${words(heads[0].cells[at])}${words(row.cells[0])} of sheet ${region.dataset.sheet}` : "";
    told.querySelector("b").textContent = `${words(name)}, ${words(heads[heads.length - 1].cells[at])}: ${words(cell)}`;
    told.querySelector("span").textContent = place;
    bringTwice(cell);
  }

  // Far blocks are drawn when they come near, and then have another height: so once more when that is done.
  function bringTwice(cell) {
    const name = cell.parentElement.querySelector("th[scope]");
    bring(cell, name);
    requestAnimationFrame(() => requestAnimationFrame(() => bring(cell, name)));
  }

  function bring(cell, name) {
    // The names beside it and the headings above it stay where they are.
    const [box, whole, row] = [cell, region, cell.parentElement].map((node) => node.getBoundingClientRect());
    const kept = name.getBoundingClientRect().right - row.left - region.scrollLeft;
    const [left, top] = [whole.left + Math.max(kept, 0), whole.top];
    region.scrollBy((box.left + box.right - left - whole.right) / 2, (box.top + box.bottom - top - whole.bottom) / 2);
    document.querySelector("h1").scrollIntoView();
    if (cell.getBoundingClientRect().bottom > innerHeight) told.scrollIntoView();
  }
  addEventListener("hashchange", show);
  addEventListener("load", () => { show(); later(drawTheRest); });
  addEventListener("beforeprint", () => undrawn().forEach(draw));
})();
