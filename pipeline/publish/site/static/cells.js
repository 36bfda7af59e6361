// The cell that an address names: brought into sight as a whole, and named in words above the table.
"use strict";

(() => {
  const region = document.querySelector(".cells");
  const told = document.querySelector("[data-marked]");
  const words = (node) => node?.textContent.replace(/\s+/g, " ").trim() ?? "";

  function show() {
    const cell = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const isCell = cell?.tagName === "TD" && region.contains(cell);
    told.hidden = !isCell;
    if (!isCell) return;
    const [row, heads] = [cell.parentElement, cell.closest("table").tHead.rows];
    const [name, at] = [row.querySelector("th[scope]"), cell.cellIndex];
    const place = region.dataset.sheet ? `, cell ${words(heads[0].cells[at])}${words(row.cells[0])} of sheet ${region.dataset.sheet}` : "";
    told.querySelector("b").textContent = `${words(name)}, ${words(heads[heads.length - 1].cells[at])}: ${words(cell)}`;
    told.querySelector("span").textContent = place;
    // Far blocks are drawn when they come near, and then have another height: so once more when that is done.
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
  addEventListener("load", show);
})();
