// The figures of a measure for the scripts of a page: loaded when they are wanted, read by period and kind of area, and
// shown as a chart with its rows.
"use strict";

const figures = (() => {
  const root = document.body.dataset.root;
  const form = document.querySelector("form.choices");
  const KINDS = ["ccg", "icb", "stp", "region"];
  let [all, names, regionOf, laterOf] = [];

  const loaded = (path) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: root + path, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  // A page that is a file may load scripts alone: each registers what it holds by a name.
  async function given(name, path) {
    if (!window.ccgRatings?.[name]) await loaded(path);
    return window.ccgRatings[name];
  }
  // An area's name in the room that a tile has: initials, or the first letters of a single word.
  function initials(name) {
    const words = name.replace(/^NHS /, "").replace(/ ICB$/, "").split(/[ ,-]+/).filter((word) => !["of", "the", "on"].includes(word));
    const telling = words.filter((word) => word !== "and");
    if (telling.length === 1) return telling[0].slice(0, 3).toUpperCase();
    return (telling.length === 2 ? words : telling).map((word) => (word === "and" ? "&" : word[0].toUpperCase())).join("").slice(0, 5);
  }
  const briefly = (name) => name.replace(/^NHS /, "").replace(/ CCG$/, "");
  // Every area with its name, its region and the CCG that took its place.
  async function loadAreas() {
    if (all) return all;
    const found = await given("areas", "data/areas.js");
    names = new Map(found.areas.map(([kind, code, name]) => [`${kind} ${code}`, kind === "ccg" ? briefly(name) : name]));
    regionOf = new Map(found.areas.map(([kind, code, , region]) => [kind === "ccg" ? code : "", region]));
    laterOf = new Map(found.areas.flatMap(([kind, code, , , later]) => (kind === "ccg" && later ? [[code, later]] : [])));
    all = found;
    return all;
  }
  // Two documents are of one series where they are versions of one source.
  const sourceOf = (document) => all.sources[document] ?? document;
  const nameOf = (area) => names.get(area) ?? area.split(" ")[1];
  // The kind and code by which figures know an area of the search; undefined where none of them is of it.
  const areaOf = (code) => KINDS.map((kind) => `${kind} ${code}`).find((area) => names.has(area));
  async function measure(id, path) {
    const found = await given(`measure ${id}`, path);
    for (const period of found.periods) period.measure = id;
    return found;
  }
  const tiles = () => given("tiles", "data/tiles.js");
  const keyOf = (period) => period.period + (period.inferred ? "~" : "");
  const areaPage = (code) => root + form.dataset.areaPage.replace("CODE", code.toLowerCase());

  // The rows of a kind of organisation in a period, each with its name and the place that states it.
  function rowsOf(period, wanted) {
    return period.of
      .filter(([kind]) => kind === wanted)
      .flatMap(([kind, file, , head, tail, sameDays, rows]) =>
        rows.map(([code, value, decimals, place, rank, least, lower, upper]) => {
          const isLine = !head && typeof place === "number";
          const page = isLine && place > 400 ? `~${1 + Math.floor((place - 1) / 400)}` : "";
          // A value of a workbook or feed leads to its cell.
          const cell = `${kind === "ccg" ? code : `${kind}.${code}`}-${period.period.replace(/[/ ]/g, "-")}`;
          const year = /^[0-9]{4}-[0-9]{2}$/.test(period.period) ? `~${period.period.slice(0, 4)}` : "";
          const where = isLine ? `${page}.html#line-${place}` : `/${period.measure}${year}.html#${cell}`;
          return {
            code, value, decimals, document: file, lower, upper, sameDays: Boolean(sameDays), rank: rank || null, least: least || null,
            name: nameOf(`${kind} ${code}`), region: kind === "ccg" ? regionOf.get(code) : undefined,
            doubt: kind === "ccg" && Boolean(period.doubts?.[code]),
            source: `${all?.publishers[file] ?? file}, ${isLine ? `line ${place}` : `${head}${place ?? ""}${tail}`}`,
            href: `${root}sources/${file}${where}`,
          };
        }),
      );
  }
  const count = (number, one) => `${number.toLocaleString("en-GB")} ${one}${number === 1 ? "" : "s"}`;
  // The periods around one until most figures, or an area's own, are of another source.
  function ofOneSource(periods, shown, documentOf) {
    let [last, stretch] = [null, []];
    for (const one of periods) {
      const document = documentOf(one);
      const source = document ? sourceOf(document) : null;
      if (one.anew || (source && last && source !== last)) {
        if (stretch.some((before) => drawings.whenOf(before) === shown)) return stretch;
        stretch = [];
      }
      last = source ?? last;
      stretch.push(one);
    }
    return stretch;
  }
  const listed = (items) => (items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}` : items.join(""));
  const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

  // From which figure to which each colour is, the best first; where neither way is better the lowest first.
  function classKeys(about, rows, bounds, word) {
    const inside = new Map();
    for (const row of [...rows].sort((a, b) => a.value - b.value)) {
      const css = drawings.classOf(row.value, bounds, about.polarity);
      inside.set(css, [...(inside.get(css) ?? []), row]);
    }
    // Where one class ends and the next begins, as many decimals as tell them apart, as in the title.
    const byValue = [...inside.values()];
    const signed = { ...about, unit: ["%", "£"].includes(about.unit) ? about.unit : "" };
    const end = (row, beyond) => (beyond ? toldApart(signed, row, beyond, word) : word(row.value, row.decimals));
    const keys = [...inside].sort(([a], [b]) => (a < b ? -1 : 1)).map(([css, found]) => {
      const at = byValue.indexOf(found);
      const low = end(found[0], byValue[at - 1]?.slice(-1)[0]);
      const high = end(found[found.length - 1], byValue[at + 1]?.[0]);
      return ["tile", css, low === high ? low : `${low} to ${high}`];
    });
    if (keys.length > 1) {
      const [first, last] = about.polarity === "none" ? ["lowest", "highest"] : ["best", "worst"];
      keys[0][2] = `${first}: ${keys[0][2]}`;
      keys[keys.length - 1][2] = `${last}: ${keys[keys.length - 1][2]}`;
    }
    return keys;
  }
  const WRITTEN_OUT = ["per 100,000", "days", "bed days", "FTE"];
  // What and when a chart is of, in words and in each row of its file.
  const told = (chart, about, what, period) =>
    chart && {
      ...chart, about: `${about.measure_name}${WRITTEN_OUT.includes(about.unit) ? ` (${about.unit})` : ""}, ${what}${period ? `, ${drawings.filedWords(period)}` : ""}`,
      common: { measure: about.measure_name, unit: about.unit, ...(period ? { period: period.period } : {}) },
    };
  // A value with as many decimals as tell it from another that is not meant.
  function toldApart(about, row, other, word) {
    const fixed = (value, places) => drawings.exactly(value, about.unit, places);
    const ways = [[row, other].map((one) => word(one.value, one.decimals)), ...[2, 3].map((places) => [row, other].map((one) => fixed(one.value, places)))];
    return (ways.find(([own, others]) => own !== others) ?? ways[0])[0];
  }
  // The areas of a kind as tiles, in four classes; null where there are too few.
  function tileChart(about, rows, sets, on, kind, period) {
    const set = sets.filter(([of, day]) => of === kind && (kind !== "ccg" || (on && day <= on))).pop();
    const places = new Map((set?.[2] ?? []).map(([code, column, row]) => [code, [column, row]]));
    const nothing = (code) => ({ code, value: null, name: nameOf(`${kind} ${code}`), isMissing: true });
    const byCode = new Map(rows.map((row) => [row.code, row]));
    const found = [...places.keys()].map((code) => byCode.get(code) ?? nothing(code)).sort(byName);
    const values = found.filter((row) => row.value !== null).map((row) => row.value);
    if (values.length < 2) return null;
    const [bounds, decimals] = [drawings.classes(values), drawings.tilePlaces(values)];
    const word = (value, decimals) => drawings.shown(value, about.unit, decimals);
    const drawn = found.map((row) => {
      const [column, line] = places.get(row.code);
      const known = row.value !== null;
      const absent = row.isMissing ? "no figure" : "suppressed (small numbers)";
      return {
        code: row.code, column, row: line, href: areaPage(row.code),
        css: known ? drawings.classOf(row.value, bounds, about.polarity) : "withheld",
        words: `${row.name}: ${known ? word(row.value, row.decimals) + (row.doubt ? ", doubtful" : "") : absent}`,
        note: known ? (row.doubt ? "doubtful" : "") : absent,
        sign: known ? drawings.tileSign(row.value, decimals) + (row.doubt ? "?" : "") : "–",
        brief: kind === "icb" ? initials(nameOf(`icb ${row.code}`)) : "",
      };
    });
    let finding = "On the map: all alike";
    if (bounds.length) {
      const known = rows.filter((row) => row.value !== null).sort((a, b) => a.value - b.value);
      const low = known.filter((row) => row.value < bounds[0]);
      const high = known.filter((row) => row.value >= bounds[bounds.length - 1]);
      const [above, below] = [known.find((row) => row.value >= bounds[0]), known.filter((row) => row.value < bounds[bounds.length - 1]).pop()];
      const up = toldApart(about, low.find((row) => row.value === low[low.length - 1].value), above, word);
      const down = toldApart(about, high[0], below, word);
      finding = `On the map: ${count(low.length, kind === "ccg" ? "CCG" : "care system")} at ${up} or less, ${high.length} at ${down} or more`;
    }
    const data = found.map((row, place) => [row.code, row.name, row.value, drawn[place].note, ...places.get(row.code)]);
    const sign = ["%", "£"].includes(about.unit) ? about.unit : "";
    const key = classKeys(about, found.filter((row) => row.value !== null), bounds, (value, places) => drawings.shown(value, sign, places));
    if (values.length < found.length) key.push(["tile", "withheld", "suppressed or no figure"]);
    if (found.some((row) => row.doubt && row.value !== null)) key.push(["sign", "withheld", "doubtful"]);
    const chart = { finding, key, drawing: drawings.tileMap(drawn, finding), header: ["org_code", "org_name", "value", "note", "column", "row"], rows: data };
    return told(chart, about, kind === "ccg" ? "CCGs" : "ICBs and STPs", period);
  }

  function csv({ header, rows, common = {} }) {
    const cell = (given) => {
      const value = typeof given === "number" ? Number(given.toPrecision(15)) : given;
      const text = value === null || value === undefined ? "" : typeof value === "string" && /^[=+@-]/.test(value) ? `'${value}` : String(value);
      return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    };
    const every = [[...Object.keys(common), ...header], ...rows.map((row) => [...Object.values(common), ...row])];
    return every.map((row) => `${row.map(cell).join(",")}\n`).join("");
  }
  // A chart in the place of the one before, its rows beside it; hidden where the figures bear none.
  function show(name, chart, file) {
    const figure = document.getElementById(name);
    if (!figure) return;
    figure.hidden = !chart;
    if (!chart) return;
    figure.querySelector("figcaption").textContent = chart.finding;
    figure.querySelector(".cited").textContent = chart.finding;
    for (const name of ["about", "told", "note"]) {
      const place = figure.querySelector(`:scope > .${name}`);
      if (place && chart[name] !== undefined) [place.textContent, place.hidden] = [chart[name], !chart[name]];
    }
    if (chart.about) figure.querySelector(".cited-about").textContent = chart.about;
    if (chart.documents) figure.querySelector(".cited-from").textContent = [...chart.documents].sort().map((name) => all.cited[name] ?? name).join("; ");
    if (chart.key) figure.querySelector(":scope > .key").innerHTML = drawings.key(chart.key);
    figure.querySelector(":scope > svg").outerHTML = chart.drawing;
    const link = figure.querySelector("a[download]");
    if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([csv(chart)], { type: "text/csv" }));
    link.download = `${file}-${name}.csv`;
  }
  // What is chosen stands in the address, without what the page shows of itself.
  function state(choice, begun) {
    const said = Object.entries(choice).filter(([name, value]) => value && value !== begun[name]);
    history.replaceState(null, "", said.length ? `#${new URLSearchParams(said)}` : location.pathname);
    const isServed = location.protocol.startsWith("http");
    for (const place of document.querySelectorAll("[data-address]"))
      place.textContent = isServed ? location.href : `Page ${place.dataset.address}${location.hash}.`;
    document.body.dataset.shown = JSON.stringify(choice);
  }

  return { form, given, loadAreas, nameOf, sourceOf, listed, ofOneSource, measure, tiles, keyOf, areaPage, rowsOf, count, byName, told, toldApart, tileChart, show, state,
    regionOf: (code) => regionOf.get(code), laterOf: (code) => laterOf.get(code), areaOf };
})();
