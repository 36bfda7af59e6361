// Names at once: what a mark of a chart is and shows, where it is pointed at, reached by the keyboard or touched first.
// On a map of tiles the arrows lead from each tile to the next in their direction.
"use strict";

(() => {
  const tip = document.createElement("p");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  const MARKS = ".chart .tiles a, .map .tiles a, .chart .regions circle, .chart .ranks circle";
  let shown = null;

  function wordsOf(mark) {
    const title = mark.querySelector("title");
    // The browser's own would stand beside it.
    if (title) {
      mark.dataset.tip = title.textContent;
      title.remove();
    }
    return mark.dataset.tip;
  }
  function show(mark, more = "") {
    shown = mark;
    tip.textContent = wordsOf(mark) + more;
    tip.hidden = false;
    const [at, own] = [mark.getBoundingClientRect(), tip.getBoundingClientRect()];
    const left = Math.min(Math.max(at.left + at.width / 2 - own.width / 2, 4), document.documentElement.clientWidth - own.width - 4);
    const above = at.top - own.height - 6;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 0 ? above : at.bottom + 6) + scrollY}px`;
  }
  function hide() {
    shown = null;
    tip.hidden = true;
  }
  const markOf = (event) => (event.target.closest ? event.target.closest(MARKS) : null);

  let isTouched = false;
  let before = null;
  document.addEventListener("pointerdown", (event) => {
    isTouched = event.pointerType === "touch";
    before = shown;
    if (isTouched && !markOf(event)) hide();
  }, true);
  document.addEventListener("pointerover", (event) => {
    const mark = markOf(event);
    if (event.pointerType === "touch") return;
    if (mark) show(mark);
    else if (shown && shown !== document.activeElement) hide();
  });
  // The first touch names a tile, the second follows it.
  document.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (!mark || !isTouched) return;
    const isFirst = before !== mark && mark.closest("a");
    if (isFirst) event.preventDefault();
    show(mark, isFirst ? ". Touch it again for its page" : "");
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (!mark) return hide();
    for (const other of mark.parentNode.querySelectorAll("a[tabindex='0']")) other.setAttribute("tabindex", "-1");
    mark.setAttribute("tabindex", "0");
    if (mark.matches(":focus-visible")) show(mark);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const tile = way && document.activeElement?.closest?.(".tiles a");
    if (!tile) return;
    event.preventDefault();
    const middle = (node) => {
      const box = node.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    };
    const [x, y] = middle(tile);
    // What lies in the direction, the nearest first; what lies askew counts as further away.
    const found = [...tile.parentNode.querySelectorAll("a")].flatMap((other) => {
      const [along, across] = [(middle(other)[0] - x) * way[0] + (middle(other)[1] - y) * way[1], Math.abs((middle(other)[0] - x) * way[1]) + Math.abs((middle(other)[1] - y) * way[0])];
      return along > 2 ? [[along + 2 * across, other]] : [];
    });
    found.sort(([a], [b]) => a - b)[0]?.[1].focus();
  });
})();
