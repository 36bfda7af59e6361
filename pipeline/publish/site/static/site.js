// What the pages do beyond being read: tables sort and filter, a source's words are marked.
"use strict";

document.documentElement.classList.add("scripted");

// Letters and digits alone: what a person types has other hyphens, accents and capitals than what is printed.
const plain = (text) =>
  text.normalize("NFKD").replace(/[\p{M}'’]/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase();

// The value by which a cell is sorted: a number where there is one, else its text; null where it is empty.
function sortValue(cell) {
  const data = cell.querySelector("data");
  const text = cell.dataset.sort ?? (data ? data.value : cell.textContent.trim());
  if (text === "") return null;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en-GB", { numeric: true });
}

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const upward = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", upward ? "ascending" : "descending");
      const rows = [...table.tBodies[0].rows].map((row) => [sortValue(row.cells[column]), row]);
      // Empty cells come last in both directions.
      rows.sort(([a], [b]) => (a === null) - (b === null) || (a === null ? 0 : upward ? compare(a, b) : compare(b, a)));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
}

// A name without what is the same in most of them.
const bare = (text) => plain(text).replace(/^(the )?(nhs )?/, "").replace(/(^| )(ccg|clinical commissioning group)$/, "");

// How near what is searched for is to the names of a row: its present name or a code as a whole, another name as a whole,
// the beginning of a name, words within one, a part of a word, or anything else that the row has.
function nearness(names, query) {
  const places = names.map((name, number) => {
    if (name === query) return number ? 1 : 0;
    if (name.startsWith(`${query} `)) return 2;
    if (` ${name} `.includes(` ${query} `)) return 3;
    return name.includes(query) ? 4 : 5;
  });
  return Math.min(5, ...places);
}

function filterable(input) {
  const table = document.getElementById(input.dataset.filter);
  const rows = [...table.tBodies[0].rows];
  const named = new Map(rows.filter((row) => row.dataset.names).map((row) => [row, row.dataset.names.split("|").map(bare)]));
  let isMoved = false;
  // Whole names stand before parts of names; with nothing searched for, the rows stand as they stood.
  function order(query) {
    if (!named.size || (!query && !isMoved)) return;
    const places = new Map(rows.map((row) => [row, query ? nearness(named.get(row) ?? [], query) : 0]));
    table.tBodies[0].append(...[...rows].sort((a, b) => places.get(a) - places.get(b)));
    for (const head of table.tHead.rows[0].cells) if (head.hasAttribute("aria-sort")) head.setAttribute("aria-sort", "none");
    isMoved = Boolean(query);
  }
  // Most tables are read and not searched: their words are taken when somebody types.
  let texts;
  const status = document.querySelector(`[data-count="${CSS.escape(input.dataset.filter)}"]`);
  function filter() {
    texts ??= new Map(rows.map((row) => [row, plain(row.textContent)]));
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => texts.get(row).includes(word));
      shown += !row.hidden;
    }
    order(bare(input.value));
    const none = "No row has all of these words; fewer or shorter ones may help.";
    status.textContent = words.length ? (shown ? `${shown} of ${rows.length} shown` : none) : "";
  }
  input.addEventListener("input", filter);
  const query = new URLSearchParams(location.search).get("q");
  if (query && input.dataset.filter === "areas") {
    input.value = query;
    input.closest("details").open = true;
    document.getElementById("find").value = query;
  }
  // A browser may keep what was typed before the page was left.
  if (input.value) filter();
}

// Marks the words that a link such as #line-12:40-51 means.
function markSource() {
  for (const mark of document.querySelectorAll("mark.shown")) mark.classList.remove("shown");
  const meant = /^#line-(\d+)(?::|%3A)(\d+)-(\d+)$/i.exec(location.hash);
  const line = meant && document.getElementById(`line-${meant[1]}`);
  if (!line) return;
  const [start, end] = [Number(meant[2]), Number(meant[3])];
  const marks = [...line.querySelectorAll("mark")].filter(
    (mark) => Number(mark.dataset.start) >= start && Number(mark.dataset.end) <= end,
  );
  for (const mark of marks) mark.classList.add("shown");
  (marks[0] ?? line).scrollIntoView({ block: "center" });
}

// A table that is wider than its place says so.
function watchWidth(region) {
  const mark = () => region.classList.toggle("sideways", region.scrollWidth > region.clientWidth + 1);
  new ResizeObserver(mark).observe(region);
}

function copying(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.replace(/\s+/g, " ").trim());
    button.textContent = "Copied";
  });
}

function makeUsable(part) {
  for (const region of part.querySelectorAll(".scroll, .periods")) watchWidth(region);
  for (const table of part.querySelectorAll("table.league")) sortable(table);
  for (const input of part.querySelectorAll("[data-filter]")) filterable(input);
}

// A long table that is folded stands in the page as text (what is in <noscript>, to a browser that runs scripts), and is
// drawn when it is unfolded: to read its rows takes as long as all the rest.
for (const text of document.querySelectorAll("details > noscript")) {
  const details = text.parentElement;
  const draw = () => {
    if (!details.open || !text.isConnected) return;
    text.outerHTML = text.textContent;
    makeUsable(details);
  };
  details.addEventListener("toggle", draw);
  draw();
}
makeUsable(document);
for (const button of document.querySelectorAll("[data-copy]")) copying(button);
// A key leads to the page that tells what the figure said and says.
for (const key of document.querySelectorAll(".cite > code")) {
  const link = document.createElement("a");
  link.href = `${document.body.dataset.root}cited.html?key=${encodeURIComponent(key.textContent)}`;
  key.replaceWith(link);
  link.append(key);
}
addEventListener("hashchange", markSource);
markSource();
