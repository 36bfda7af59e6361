// The figures of a measure for the scripts of a page: loaded when they are wanted, read by period and kind of area, and
// shown as a chart with its rows.
"use strict";

const figures = (() => {
  const root = document.body.dataset.root;
  const form = document.querySelector("form.choices");
  const KINDS = { region: "region", icb: "ICB", stp: "STP", ccg: "CCG" };
  let [all, names, regionOf] = [];

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
  const briefly = (name) => name.replace(/^NHS /, "").replace(/ CCG$/, "");
  // Every area with its name; those in `list` can be chosen from.
  async function loadAreas(list) {
    if (all) return all;
    const found = await given("areas", "data/areas.js");
    names = new Map(found.areas.map(([kind, code, name]) => [`${kind} ${code}`, kind === "ccg" ? briefly(name) : name]));
    regionOf = new Map(found.areas.map(([kind, code, , region]) => [kind === "ccg" ? code : "", region]));
    for (const [kind, code, name] of list ? found.areas : []) {
      if (!KINDS[kind]) continue;
      const option = document.createElement("option");
      option.value = kind === "ccg" ? name : `${name} (${KINDS[kind]})`;
      option.dataset.area = `${kind} ${code}`;
      list.append(option);
    }
    all = found;
    return all;
  }
  const nameOf = (area) => names.get(area) ?? area.split(" ")[1];
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
          const where = isLine ? `${page}.html#line-${place}` : `/${period.measure}.html#${cell}`;
          return {
            code, value, decimals, lower, upper, sameDays: Boolean(sameDays), rank: rank || null, least: least || null,
            name: nameOf(`${kind} ${code}`), region: kind === "ccg" ? regionOf.get(code) : undefined,
            source: `${all?.publishers[file] ?? file}, ${isLine ? `line ${place}` : `${head}${place ?? ""}${tail}`}`,
            href: `${root}sources/${file}${where}`,
          };
        }),
      );
  }
  const count = (number, one) => `${number.toLocaleString("en-GB")} ${one}${number === 1 ? "" : "s"}`;
  const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

  // The areas of a kind as tiles, in four classes; null where there are too few.
  function tileChart(about, rows, sets, on, kind) {
    const set = sets.filter(([of, day]) => of === kind && (kind !== "ccg" || (on && day <= on))).pop();
    const places = new Map((set?.[2] ?? []).map(([code, column, row]) => [code, [column, row]]));
    const nothing = (code) => ({ code, value: null, name: nameOf(`${kind} ${code}`), isMissing: true });
    const byCode = new Map(rows.map((row) => [row.code, row]));
    const found = [...places.keys()].map((code) => byCode.get(code) ?? nothing(code)).sort(byName);
    const values = found.filter((row) => row.value !== null).map((row) => row.value);
    if (values.length < 2) return null;
    const bounds = drawings.classes(values);
    const word = (value, decimals) => drawings.shown(value, about.unit, decimals);
    const drawn = found.map((row) => {
      const [column, line] = places.get(row.code);
      const known = row.value !== null;
      return {
        code: row.code, column, row: line, href: areaPage(row.code),
        css: known ? drawings.classOf(row.value, bounds, about.polarity) : "withheld",
        words: `${row.name}: ${known ? word(row.value, row.decimals) : row.isMissing ? "no figure" : "suppressed (small numbers)"}`,
        sign: known ? drawings.tileSign(row.value) : "",
      };
    });
    let finding = "On the map: all alike";
    if (bounds.length) {
      const known = rows.filter((row) => row.value !== null).sort((a, b) => a.value - b.value);
      const low = known.filter((row) => row.value < bounds[0]);
      const high = known.filter((row) => row.value >= bounds[bounds.length - 1]);
      const [up, down] = [low.find((row) => row.value === low[low.length - 1].value), high[0]].map((row) => word(row.value, row.decimals));
      finding = `On the map: ${count(low.length, kind === "ccg" ? "CCG" : "care system")} at ${up} or less, ${high.length} at ${down} or more`;
    }
    const data = found.map((row) => [row.code, row.name, row.value, ...places.get(row.code)]);
    return { finding, drawing: drawings.tileMap(drawn, finding), header: ["org_code", "org_name", "value", "column", "row"], rows: data };
  }

  function csv({ header, rows }) {
    const cell = (value) => {
      const text = value === null || value === undefined ? "" : typeof value === "string" && /^[=+@-]/.test(value) ? `'${value}` : String(value);
      return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    };
    return [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
  }
  // A chart in the place of the one before, its rows beside it; hidden where the figures bear none.
  function show(name, chart, file) {
    const figure = document.getElementById(name);
    if (!figure) return;
    figure.hidden = !chart;
    if (!chart) return;
    figure.querySelector("figcaption").textContent = chart.finding;
    figure.querySelector(".cited").textContent = chart.finding;
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
    document.body.dataset.shown = JSON.stringify(choice);
  }

  return { form, given, loadAreas, nameOf, measure, tiles, keyOf, areaPage, rowsOf, count, byName, tileChart, show, state,
    regionOf: (code) => regionOf.get(code) };
})();
