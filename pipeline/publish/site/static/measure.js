// The page of a measure: a reader chooses a period, an area, a region. What was drawn when the page was built stays until
// then; the figures of all periods are loaded with the first choice, which then stands in the address.
"use strict";

(() => {
  const form = document.querySelector("form.choices");
  const root = document.body.dataset.root;
  const { shown, side, escaped } = drawings;
  const at = Object.fromEntries(["period", "area", "region"].map((name) => [name, document.getElementById(name)]));
  const begun = at.period.value;
  let choice = { period: begun, area: "", region: "" };
  let [data, areas, tiles, names, regionOf] = [];

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
  async function loadAreas() {
    if (areas) return;
    areas = await given("areas", "data/areas.js");
    names = new Map(areas.areas.map(([kind, code, name]) => [`${kind} ${code}`, kind === "ccg" ? briefly(name) : name]));
    regionOf = new Map(areas.areas.map(([kind, code, , region]) => [kind === "ccg" ? code : "", region]));
    const kinds = { region: "region", icb: "ICB", stp: "STP", ccg: "CCG" };
    for (const [kind, code, name] of areas.areas) {
      if (!kinds[kind]) continue;
      const option = document.createElement("option");
      option.value = kind === "ccg" ? name : `${name} (${kinds[kind]})`;
      option.dataset.area = `${kind} ${code}`;
      document.getElementById("areas").append(option);
    }
  }
  async function load() {
    await loadAreas();
    data = await given(`measure ${form.dataset.measure}`, form.dataset.script);
    tiles = await given("tiles", "data/tiles.js");
  }

  const keyOf = (period) => period.period + (period.inferred ? "~" : "");
  // The rows of a kind of organisation in a period, each with its name and the place that states it.
  function rowsOf(period, wanted) {
    return period.of
      .filter(([kind]) => kind === wanted)
      .flatMap(([kind, file, part, head, tail, sameDays, rows]) =>
        rows.map(([code, value, decimals, place, rank, least, lower, upper]) => {
          const isLine = !head && typeof place === "number";
          const page = isLine && place > 400 ? `~${1 + Math.floor((place - 1) / 400)}` : "";
          const anchor = isLine ? `#line-${place}` : part ? `#part-${part}` : "";
          return {
            code, value, decimals, lower, upper, sameDays: Boolean(sameDays), rank: rank || null, least: least || null,
            name: names.get(`${kind} ${code}`) ?? code, region: kind === "ccg" ? regionOf.get(code) : undefined,
            source: `${file} ${isLine ? `line ${place}` : `${head}${place ?? ""}${tail}`}`,
            href: `${root}sources/${file}${page}.html${anchor}`,
          };
        }),
      );
  }
  const word = (value, decimals) => shown(value, data.measure.unit, decimals);
  const count = (number, one) => `${number.toLocaleString("en-GB")} ${one}${number === 1 ? "" : "s"}`;
  const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

  function rankWords(row, { ranked, withheld }) {
    return withheld ? `rank ${row.rank} to ${row.rank + withheld} of ${ranked + withheld}` : `rank ${row.rank} of ${ranked}`;
  }
  function rankedWords(row, period) {
    let words = word(row.value, row.decimals);
    if (row.lower !== undefined) words += ` (${word(row.lower)} to ${word(row.upper)})`;
    if (row.rank) words += `, ${rankWords(row, period)}`;
    if (period.doubts?.[row.code]) words += ", doubtful";
    if (row.lower === undefined && row.least && data.measure.unit === "%")
      words += `, of at least ${row.least}${form.dataset.counted}`;
    return words;
  }

  const charts = {
    fan(period) {
      const alike = data.periods.filter((one) => one.months === period.months && !one.inferred);
      if (data.measure.unit === "yes or no" || alike.length < 2) return null;
      const [kind, code] = choice.area.split(" ");
      const ownRow = (one) => rowsOf(one, kind).find((row) => row.code === code);
      const own = (one) => (kind ? (ownRow(one)?.value ?? null) : null);
      const series = [];
      alike.forEach((one, number) => {
        // Where a period is missing between two a gap is left.
        if (number && one.gap) series.push(null);
        series.push(one);
      });
      const compared = data.measure.of_any_size;
      // Beside England's count an area's own would lie on the ground.
      const withEngland = compared || !kind;
      const figures = {
        periods: series.map((one) => one?.period ?? ""),
        deciles: series.map((one) => (compared ? (one?.deciles ?? null) : null)),
        england: series.map((one) => (withEngland ? (one?.england ?? null) : null)),
        standard: series.map((one) => one?.standard ?? null),
        area: series.map((one) => one && own(one)),
        unit: data.measure.unit,
      };
      const name = kind && names.get(choice.area);
      const ends = (values) => [values[0], values[values.length - 1]].map(([when, value, places]) => `${word(value, places)} in ${when}`).join(", ");
      const of = (value, places) => series.flatMap((one) => (one && (value(one) ?? null) !== null ? [[one.period, value(one), places(one)]] : []));
      const england = of((one) => one.england, (one) => one.england_decimals);
      const medians = of((one) => one.deciles && one.median, () => undefined);
      const ofOwn = kind ? of(own, (one) => ownRow(one).decimals) : [];
      let finding = england.length > 1 ? `England over time: ${ends(england)}` : medians.length > 1 ? `The median CCG over time: ${ends(medians)}` : "Over time";
      if (kind) finding = `${name} over time: ${ofOwn.length > 1 ? ends(ofOwn) : ofOwn.length ? `${word(ofOwn[0][1], ofOwn[0][2])} in ${ofOwn[0][0]}` : "no figures"}`;
      const latest = series.filter(Boolean).pop();
      const [low, lower, middle, upper, high] = (latest.deciles ?? []).map((value) => word(value));
      const spread = latest.deciles && compared
        ? `In ${latest.period} the median CCG had ${middle}, half of them ${lower} to ${upper}, eight in ten ${low} to ${high}`
        : "Only England is drawn";
      const key = document.querySelector("[data-key=area]");
      if (key) [key.hidden, key.querySelector(".name").textContent] = [!kind, name ?? ""];
      const header = ["period", "decile_1", "lower_quartile", "median", "upper_quartile", "decile_9", "england", "standard"];
      const rows = series.flatMap((one, number) =>
        one ? [[one.period, ...(figures.deciles[number] ?? Array(5).fill("")), one.england, one.standard, ...(kind ? [figures.area[number]] : [])]] : [],
      );
      return { finding, drawing: drawings.fan(figures, `${finding}. ${spread}`), header: kind ? [...header, name] : header, rows };
    },
    ten(period, ordered) {
      const inside = choice.region ? ordered.filter((row) => row.region === choice.region) : ordered;
      if (!period.compared || inside.length < 2) return null;
      const rows = inside.slice(0, 10);
      const [kind, code] = choice.area.split(" ");
      const own = kind === "ccg" && ordered.find((row) => row.code === code);
      const which = data.measure.polarity === "higher" ? "lowest" : "highest";
      const where = choice.region ? ` in ${areas.regions.find(([region]) => region === choice.region)[1]}` : "";
      const ends = [rows[0], rows[rows.length - 1]].map((row) => `${row.name} ${word(row.value, row.decimals)}`);
      const alike = inside.slice(10).filter((row) => row.value === rows[rows.length - 1].value).length;
      const more = alike ? ` (${count(alike, "more CCG")} with the same)` : "";
      const finding = `The ${rows.length} ${which}${where}: ${ends[0]}, to ${ends[1]}${more}`;
      if (own && !rows.includes(own)) rows.push(own);
      const drawn = rows.map((row) => ({
        ...row, words: rankedWords(row, period), css: side(row.value, period.median, data.measure.polarity),
      }));
      const label = `${finding}. ${drawn.map((row) => `${row.name} ${row.words}`).join("; ")}`;
      const header = ["org_code", "org_name", "value", "rank", "ranked", "withheld", "interval_lower", "interval_upper", "smallest_denominator"];
      return {
        finding, header, drawing: drawings.rankedDots(drawn, label, { unit: data.measure.unit, standard: period.standard }),
        rows: rows.map((row) => [row.code, row.name, row.value, row.rank, row.rank && period.ranked, row.rank && period.withheld, row.lower, row.upper, row.least]),
      };
    },
    regions(period, ordered) {
      if (!period.compared || ordered.length < 2) return null;
      const published = new Map(rowsOf(period, "region").filter((row) => row.value !== null && row.sameDays).map((row) => [row.code, row]));
      const rows = [];
      const drawn = areas.regions.map(([code, name]) => {
        const own = published.get(code);
        const inside = ordered.filter((row) => row.region === code);
        if (own) rows.push([name, "region", code, name, own.value]);
        rows.push(...inside.map((row) => [name, "ccg", row.code, row.name, row.value]));
        const values = inside.map((row) => [`${row.name}: ${word(row.value, row.decimals)}`, row.value]);
        return { name, values, published: own?.value ?? null, decimals: own?.decimals, words: own ? word(own.value, own.decimals) : "" };
      });
      if (!rows.some(([, kind]) => kind === "ccg")) return null;
      const known = drawn.filter((region) => region.published !== null).sort((a, b) => a.published - b.published || byName(a, b));
      let finding = "CCGs by region, north to south; no figure of the regions is published";
      if (known.length > 1) {
        const [low, high] = [known[0], known[known.length - 1]];
        finding = "By region, north to south: ";
        finding += low.published === high.published ? `all at ${low.words}` : `from ${low.name} ${low.words} to ${high.name} ${high.words}`;
      }
      const label = finding + drawn.map((region) => `; ${region.name}: ${region.words || "no published figure"}, ${count(region.values.length, "CCG")}`).join("");
      const { unit, polarity } = data.measure;
      const drawing = drawings.regionStrip(drawn, label, { unit, polarity, median: period.median, standard: period.standard });
      return { finding, drawing, header: ["region", "org_type", "org_code", "org_name", "value"], rows };
    },
    map(period, ordered, all) {
      const set = tiles.filter(([kind, day]) => kind === "ccg" && period.on && day <= period.on).pop();
      const places = new Map((set?.[2] ?? []).map(([code, column, row]) => [code, [column, row]]));
      const found = all.filter((row) => places.has(row.code));
      const values = found.filter((row) => row.value !== null).map((row) => row.value);
      if (!period.compared || values.length < 2) return null;
      const bounds = drawings.classes(values);
      const drawn = found.map((row) => {
        const [column, line] = places.get(row.code);
        const value = row.value === null ? "suppressed (small numbers)" : word(row.value, row.decimals);
        const css = row.value === null ? "withheld" : drawings.classOf(row.value, bounds, data.measure.polarity);
        return { code: row.code, column, row: line, css, words: `${row.name}: ${value}`, sign: row.value === null ? "" : drawings.tileSign(row.value), href: root + areaPage(row.code) };
      });
      let finding = "On the map: all alike";
      if (bounds.length) {
        const below = ordered.filter((row) => row.value < bounds[0]).length;
        const above = ordered.filter((row) => row.value >= bounds[bounds.length - 1]).length;
        finding = `On the map: ${count(below, "CCG")} under ${word(bounds[0])}, ${above} at ${word(bounds[bounds.length - 1])} or more`;
      }
      const rows = found.map((row) => [row.code, row.name, row.value, ...places.get(row.code)]);
      return { finding, drawing: drawings.tileMap(drawn, finding), header: ["org_code", "org_name", "value", "column", "row"], rows };
    },
  };
  const areaPage = (code) => form.dataset.areaPage.replace("CODE", code.toLowerCase());

  function csv({ header, rows }) {
    const cell = (value) => {
      const text = value === null || value === undefined ? "" : typeof value === "string" && /^[=+@-]/.test(value) ? `'${value}` : String(value);
      return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    };
    return [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
  }
  function show(name, chart) {
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
    link.download = `${form.dataset.measure}-${name}.csv`;
  }
  function mark(period) {
    const [kind, code] = choice.area.split(" ");
    const name = kind === "ccg" ? names.get(choice.area) : "";
    for (const node of document.querySelectorAll(".chosen")) node.classList.remove("chosen");
    const isOwn = (node) => name && node.querySelector("title")?.textContent.startsWith(`${name}: `);
    const marks = [...document.querySelectorAll(".ranks circle, .regions circle, .tiles path")].filter(isOwn);
    for (const node of [...marks, ...document.querySelectorAll(`tr[data-code="${CSS.escape(code ?? "")}"]`)]) node.classList.add("chosen");
    for (const row of document.querySelectorAll("#figures tbody tr"))
      row.hidden = Boolean(choice.region) && regionOf.get(row.dataset.code) !== choice.region;
    for (const node of document.querySelectorAll("[data-shown=period]")) node.textContent = period.period;
  }
  function fill(period, ordered, all) {
    const body = document.querySelector("#figures tbody");
    const most = Math.max(0, ...ordered.map((row) => Math.abs(row.value)));
    const columns = form.dataset.has.split(" ").filter(Boolean);
    const cell = (text, value = "") => `<td class="number" data-sort="${value ?? ""}">${escaped(text)}</td>`;
    const cells = {
      interval_lower: (row) => cell(row.lower === undefined ? "" : `${word(row.lower)} to ${word(row.upper)}`, row.lower),
      smallest_denominator: (row) => cell(row.least ?? "", row.least),
      rank: (row) => cell(row.rank ? rankWords(row, period).replace("rank ", "") : "", row.rank),
    };
    body.innerHTML = [...ordered, ...all.filter((row) => row.value === null)]
      .map((row) => {
        const value = row.value === null ? "<em>suppressed (small numbers)</em>" : `<data value="${row.value}">${escaped(word(row.value, row.decimals))}</data>`;
        const doubt = period.doubts?.[row.code];
        const note = doubt ? ` <span class="note">doubtful: ${escaped(doubt)}</span>` : "";
        const width = most && row.value >= 0 ? Math.min((100 * row.value) / most, 100).toFixed(1) : 0;
        const bar = row.value === null ? "" : `<svg width="80" height="10" aria-hidden="true"><rect width="${width}%" height="10"/></svg>`;
        return `<tr data-code="${escaped(row.code)}"><th scope="row"><a href="${escaped(root + areaPage(row.code))}"><bdi>${escaped(row.name)}</bdi></a></th>
<td class="number" data-sort="${row.value ?? ""}">${value}${note}</td><td class="valued">${bar}</td>${columns.map((name) => cells[name](row)).join("")}
<td><a class="source" href="${escaped(row.href)}"><bdi>${escaped(row.source)}</bdi></a></td></tr>`;
      })
      .join("");
    document.querySelector("#figures-caption span").textContent = `${form.dataset.name}, ${period.period}`;
    // Of another period the other areas are those of its chart.
    const others = document.getElementById("others");
    if (others) others.closest(".scroll").hidden = choice.period !== begun;
  }
  async function redraw() {
    await load();
    const period = data.periods.find((one) => keyOf(one) === choice.period);
    const sign = data.measure.polarity === "higher" ? 1 : -1;
    const all = rowsOf(period, "ccg").sort(byName);
    const ordered = all.filter((row) => row.value !== null).sort((a, b) => sign * (a.value - b.value) || byName(a, b));
    document.querySelector(".lead").textContent = period.lead;
    for (const [name, chart] of Object.entries(charts)) show(name, chart(period, ordered, all));
    fill(period, ordered, all);
    mark(period);
    document.getElementById("chosen").textContent = `Shown: ${period.period}. ${period.lead}`;
    document.body.dataset.shown = JSON.stringify(choice);
  }

  function changed() {
    const area = [...document.getElementById("areas").options].find((option) => option.value === at.area.value);
    choice = { period: at.period.value, area: area?.dataset.area ?? "", region: at.region.value };
    const said = Object.entries(choice).filter(([name, value]) => value && !(name === "period" && value === begun));
    history.replaceState(null, "", said.length ? `#${new URLSearchParams(said)}` : location.pathname);
    redraw();
  }
  async function begin() {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!["period", "area", "region"].some((name) => said.get(name))) return;
    await loadAreas();
    at.period.value = said.get("period") ?? begun;
    if (at.period.selectedIndex < 0) at.period.value = begun;
    at.region.value = said.get("region") ?? "";
    const option = [...document.getElementById("areas").options].find((one) => one.dataset.area === said.get("area"));
    at.area.value = option?.value ?? "";
    changed();
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", changed);
  at.area.addEventListener("focus", loadAreas);
  window.addEventListener("hashchange", begin);
  begin();
})();
