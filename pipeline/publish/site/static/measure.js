// The page of a measure: a reader chooses a period, an area, a region. What was drawn when the page was built stays until
// then; the figures of all periods are loaded with the first choice, which then stands in the address.
"use strict";

(() => {
  const { form, rowsOf, count, byName, nameOf, areaPage } = figures;
  const { shown, side, escaped } = drawings;
  const [period, area, region] = ["period", "area", "region"].map((name) => document.getElementById(name));
  const list = document.getElementById("areas");
  const begun = { period: period.value };
  let choice = { ...begun, area: "", region: "" };
  let [data, areas, tiles] = [];

  const word = (value, decimals) => shown(value, data.measure.unit, decimals);

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
      const name = kind && nameOf(choice.area);
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
      // Above a bar there is no room for more than a sign.
      const sign = ["%", "£"].includes(data.measure.unit) ? data.measure.unit : "";
      const drawn = areas.regions.map(([code, name]) => {
        const own = published.get(code);
        const inside = ordered.filter((row) => row.region === code);
        if (own) rows.push([name, "region", code, name, own.value]);
        rows.push(...inside.map((row) => [name, "ccg", row.code, row.name, row.value]));
        const values = inside.map((row) => [`${row.name}: ${word(row.value, row.decimals)}`, row.value]);
        return { name, values, published: own?.value ?? null, decimals: own?.decimals, words: own ? word(own.value, own.decimals) : "", sign: own ? shown(own.value, sign, own.decimals) : "" };
      });
      if (!rows.some(([, kind]) => kind === "ccg")) return null;
      const known = drawn.filter((region) => region.published !== null).sort((a, b) => a.published - b.published || byName(a, b));
      let finding = "CCGs by region, north to south; no figure of the regions is published";
      if (known.length > 1) {
        const [low, high] = [known[0], known[known.length - 1]];
        finding = "By region, north to south: ";
        finding += low.published === high.published ? `all at ${low.words}` : `from ${low.name} ${low.words} to ${high.name} ${high.words}`;
      }
      const label = finding + drawn.map((region) => `; ${region.name}: ${region.sign || "no published figure"}, ${count(region.values.length, "CCG")}`).join("");
      const { unit, polarity } = data.measure;
      const drawing = drawings.regionStrip(drawn.map((region) => ({ ...region, words: region.sign })), label, { unit, polarity, median: period.median, standard: period.standard });
      return { finding, drawing, header: ["region", "org_type", "org_code", "org_name", "value"], rows };
    },
    map: (period, ordered, all) => (period.compared ? figures.tileChart(data.measure, all, tiles, period.on, "ccg") : null),
  };
  function mark(period) {
    const [kind, code] = choice.area.split(" ");
    const name = kind === "ccg" ? nameOf(choice.area) : "";
    for (const node of document.querySelectorAll(".chosen")) node.classList.remove("chosen");
    const isOwn = (node) => name && node.querySelector("title")?.textContent.startsWith(`${name}: `);
    const marks = [...document.querySelectorAll(".ranks circle, .regions circle, .tiles path")].filter(isOwn);
    for (const node of [...marks, ...document.querySelectorAll(`tr[data-code="${CSS.escape(code ?? "")}"]`)]) node.classList.add("chosen");
    for (const row of document.querySelectorAll("#figures tbody tr"))
      row.hidden = Boolean(choice.region) && figures.regionOf(row.dataset.code) !== choice.region;
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
        const bar = row.value === null || !(row.value >= 0) || !most ? "" : ` <svg class="size" width="80" height="10" aria-hidden="true"><rect width="${width}%" height="10"/></svg>`;
        return `<tr data-code="${escaped(row.code)}"><th scope="row"><a href="${escaped(areaPage(row.code))}"><bdi>${escaped(row.name)}</bdi></a></th>
<td class="number" data-sort="${row.value ?? ""}">${value}${note}${bar}</td>${columns.map((name) => cells[name](row)).join("")}
<td><a class="source" href="${escaped(row.href)}"><bdi>${escaped(row.source)}</bdi></a></td></tr>`;
      })
      .join("");
    document.querySelector("#figures-caption span").textContent = `${form.dataset.name}, ${period.period}`;
    // Of another period the other areas are those of its chart.
    const others = document.getElementById("others");
    if (others) others.closest(".scroll").hidden = choice.period !== begun.period;
  }
  async function redraw() {
    areas = await figures.loadAreas(list);
    data = await figures.measure(form.dataset.measure, form.dataset.script);
    tiles = await figures.tiles();
    const now = data.periods.find((one) => figures.keyOf(one) === choice.period);
    const sign = data.measure.polarity === "higher" ? 1 : -1;
    const all = rowsOf(now, "ccg").sort(byName);
    const ordered = all.filter((row) => row.value !== null).sort((a, b) => sign * (a.value - b.value) || byName(a, b));
    document.querySelector(".lead").textContent = now.lead;
    for (const [name, chart] of Object.entries(charts)) figures.show(name, chart(now, ordered, all), form.dataset.measure);
    fill(now, ordered, all);
    mark(now);
    document.getElementById("chosen").textContent = `Shown: ${now.period}. ${now.lead}`;
    figures.state(choice, begun);
  }

  function changed() {
    const option = [...list.options].find((one) => one.value === area.value);
    choice = { period: period.value, area: option?.dataset.area ?? "", region: region.value };
    return redraw();
  }
  // What stands in the address.
  async function begin() {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!["period", "area", "region"].some((name) => said.get(name))) return;
    await figures.loadAreas(list);
    period.value = said.get("period") ?? begun.period;
    if (period.selectedIndex < 0) period.value = begun.period;
    region.value = said.get("region") ?? "";
    area.value = [...list.options].find((one) => one.dataset.area === said.get("area"))?.value ?? "";
    await changed();
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", changed);
  area.addEventListener("focus", () => figures.loadAreas(list));
  window.addEventListener("hashchange", begin);
  begin();
})();
