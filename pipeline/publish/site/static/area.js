// The rows of an area: opened, each has its course beside England, the middle half of CCGs and the standard as a chart,
// with its tables folded behind it; and a key is cited with its source.
"use strict";

(() => {
  const registry = window.ccgRatings ?? {};
  const release = registry.release?.words;
  const heading = document.querySelector("h1").textContent;
  const main = document.getElementById("content");
  for (const place of document.querySelectorAll("[data-release]")) place.textContent = release ? `${release}.` : "";
  // On paper stands from which documents the figures and ratings are.
  const read = [...main.querySelectorAll('a[href*="/sources/"]')].map((link) => registry.documents?.[link.pathname.split("/sources/")[1].split(/[/.]/)[0]]);
  const documents = [...new Set(read.filter(Boolean))].join("; ");
  for (const place of document.querySelectorAll("[data-sources]")) place.textContent = documents ? `Figures: ${documents}.` : "";
  if (location.protocol !== "file:")
    for (const place of document.querySelectorAll("[data-address]")) place.textContent = location.href.replace(/#.*/, "");

  // The kind and code under which the data have the area.
  const KINDS = { board: ["stp", "icb"], stp: ["stp"], region: ["region"], past_region: ["region"], ccg: ["ccg"] };
  // A row is of the page's area, or of the one that took its place.
  const areaOf = (row) => (row.closest("section[data-area]") ?? document.querySelector("p[data-area]")).dataset;

  const periodOf = (summary) => summary.querySelector(".what small").textContent.split(/[;,]/)[0];
  // The place of its dot among all, which a strip says in its text alone.
  function among(row, part) {
    const said = row.querySelector("svg.strip")?.getAttribute("aria-label").split("; ").slice(1).join("; ");
    if (said) part.querySelector("a.all").after(` · ${said}`);
  }
  async function drawn(part) {
    const measure = part.querySelector("a.all").pathname.split("/").pop().replace(/\.html$/, "");
    const summary = part.parentElement.querySelector("summary");
    const shownPeriod = periodOf(summary);
    const [{ measure: about, periods }] = await Promise.all([figures.measure(measure, `data/measures/${measure}.js`), figures.loadAreas()]);
    const { kind, area, name } = areaOf(part);
    const rowOf = (one) => (KINDS[kind] ?? []).flatMap((of) => figures.rowsOf(one, of)).find((row) => row.code === area && row.sameDays);
    const known = periods.filter((one) => !one.inferred);
    const mine = (one) => (kind === "country" ? { value: one.england ?? null, decimals: one.england_decimals } : rowOf(one));
    // Of the lengths of periods the one of the row's own table.
    const months = known.find((one) => drawings.whenOf(one) === shownPeriod && (mine(one)?.value ?? null) !== null)?.months;
    // Of these the ones of its source: two sources are never joined.
    const alike = figures.ofOneSource(known.filter((one) => one.months === months), shownPeriod, (one) => (kind === "country" ? null : rowOf(one)?.document));
    if (alike.length < 2) return;
    const series = alike.flatMap((one, number) => (number && one.gap ? [null, one] : [one]));
    const of = (value) => series.map((one) => (one && value(one)) ?? null);
    const own = of((one) => mine(one)?.value);
    if (own.filter((value) => value !== null).length < 2) return;
    const word = (value, decimals) => drawings.shown(value, about.unit, decimals);
    const ends = alike.filter((one) => (mine(one)?.value ?? null) !== null).map((one) => [drawings.whenOf(one), mine(one)]);
    const [first, last] = [ends[0], ends[ends.length - 1]];
    const finding = `${name}: ${word(first[1].value, first[1].decimals)} in ${first[0]}, ${word(last[1].value, last[1].decimals)} in ${last[0]}`;
    const chart = {
      periods: series.map((one) => one?.period ?? ""),
      deciles: of((one) => one.deciles),
      england: kind === "country" ? series.map(() => null) : of((one) => one.england),
      standard: of((one) => one.standard),
      undated: series.map((one) => (one && (one.standard ?? null) === null ? (about.undated ?? null) : null)),
      area: own, unit: about.unit,
    };
    const has = (values) => values.some((value) => value !== null);
    const key = [
      ["line", "area", name],
      ...(has(chart.england) ? [["line", "england", "England"]] : []),
      ...(has(chart.deciles) ? [["line", "median", "median CCG"], ["area", "fan-inner", "middle half of CCGs"], ["area", "fan-outer", "eight in ten"]] : []),
      ...(has(chart.standard) ? [["line", "standard", "standard"]] : []),
      ...(has(chart.undated) ? [["line", "undated", "standard, from a date that is not known"]] : []),
    ];
    const figure = document.createElement("figure");
    figure.className = "chart course";
    figure.innerHTML = `<figcaption>${drawings.escaped(finding)}</figcaption><ul class="key">${drawings.key(key)}</ul>${fan(chart, `${finding}. All values are in the tables.`)}`;
    const tables = document.createElement("details");
    tables.className = "behind";
    tables.innerHTML = "<summary>All periods and sources, in tables</summary>";
    const listed = [...part.querySelectorAll(":scope > table")];
    listed[0].before(figure, tables);
    tables.append(...listed);
  }

  // What a row, or the sum in it, says in a sentence, with its source.
  function cited(code) {
    const row = code.closest("details");
    const sum = code.closest(".sum");
    const source = (sum ?? row).querySelector("caption a");
    const from = registry.documents?.[source.pathname.split("/sources/")[1].split(/[/.]/)[0]] ?? "";
    const summary = row.querySelector("summary");
    const what = (summary.querySelector(".what") ?? summary).firstChild.textContent.replace(/:\s*$/, "").trim();
    const behind = `${from ? `${from}, ` : ""}${source.textContent}. ${release ? `${release}. ` : ""}Key: `;
    if (sum) return `${heading}, ${what} ${sum.querySelector("span").textContent}. Counts: ${behind}`;
    const period = row.querySelector(".what") ? periodOf(summary) : decodeURIComponent(code.textContent.split(":")[2].replaceAll("+", " "));
    const value = summary.querySelector("data, strong").textContent;
    return `${areaOf(row).whole ?? heading}, ${what} ${period}: ${value}. ${behind}`;
  }

  main.addEventListener("toggle", (event) => {
    const row = event.target;
    if (!row.open || row.dataset.seen) return;
    const part = row.querySelector(":scope > .opened");
    const codes = row.querySelectorAll(":scope > .cite code, :scope > .opened > .cite code, :scope > .opened > .sum > .cite code");
    if (!codes.length) return;
    row.dataset.seen = "yes";
    if (part) among(row, part);
    codes.forEach(citable);
    if (part?.dataset.drawn !== undefined) drawn(part).catch(() => {});
  }, true);
  // A key in place of which stand the whole citation and a button that copies it.
  function citable(code) {
    const [place, line, link, button] = ["p", "span", "a", "button"].map((name) => document.createElement(name));
    place.className = "whole";
    line.className = "cited";
    line.textContent = cited(code);
    button.type = "button";
    button.textContent = "Copy citation";
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = "Copied";
    });
    link.href = `${document.body.dataset.root}cited.html?key=${encodeURIComponent(code.textContent)}`;
    link.textContent = code.textContent;
    line.append(link);
    place.append(line, " ", button);
    code.closest(".cite").replaceWith(place);
  }
})();
