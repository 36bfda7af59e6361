// The page of a measure: a reader chooses a period, an area, a region. What was drawn when the page was built stays until
// then; the figures of all periods are loaded with the first choice, which then stands in the address.
"use strict";

(() => {
  const { form, rowsOf, count, byName, nameOf, areaPage, told } = figures;
  const { sourceOf, listed } = figures;
  const { shown, periodWords, whenOf, filedWords, side, escaped } = drawings;
  const { rankWords, rankedWords, sign, brief, sides, ten, howSure, northSouth, DIVIDE } = measureWords;
  const [period, area, region] = ["period", "area", "region"].map((name) => document.getElementById(name));
  const answer = document.getElementById("told");
  const begun = { period: period.value };
  let choice = { ...begun, area: "", region: "" };
  // The area that is drawn: the one chosen, or the CCG that took its place where it has no figures of its own.
  let drawnArea = "";
  let [data, areas, tiles] = [];

  const word = (value, decimals) => shown(value, data.measure.unit, decimals);
  // The row of an area; of a board that of its partnership, which has the same code.
  function rowOf(one, area) {
    const [kind, code] = area.split(" ");
    const find = (wanted) => rowsOf(one, wanted).find((row) => row.code === code);
    return kind ? (find(kind) ?? (kind === "icb" ? find("stp") : undefined)) : undefined;
  }
  // The area itself, or the last that took its place, if this measure has figures of it.
  function standsFor(area) {
    const known = (one) => data.periods.some((period) => (rowOf(period, one)?.value ?? null) !== null);
    const later = area.startsWith("ccg ") && figures.laterOf(area.slice(4));
    return known(area) || !later || !known(`ccg ${later}`) ? area : `ccg ${later}`;
  }
  const documentsOf = (periods, kinds) => new Set(periods.flatMap((one) => one.of.filter(([kind]) => kinds.includes(kind)).map(([, document]) => document)));
  const charts = {
    fan(period) {
      const alike = data.periods.filter((one) => one.months === period.months && !one.inferred);
      if (data.measure.unit === "yes or no" || alike.length < 2) return null;
      const kind = drawnArea;
      const ownRow = (one) => [rowOf(one, drawnArea)].find((row) => row?.sameDays);
      const own = (one) => ownRow(one)?.value ?? null;
      const series = [];
      let [last, ownAnew] = [null, []];
      alike.forEach((one, number) => {
        const source = own(one) === null ? null : sourceOf(ownRow(one).document);
        const isAnew = Boolean(source && last && source !== last);
        if (isAnew) ownAnew.push(one.period);
        last = source ?? last;
        // Where a period is missing between two, or the source changes, a gap is left.
        series.push(...(number && (one.gap || isAnew) ? [null, one] : [one]));
      });
      // Nothing is told of two sources together: of the latest stretch of one in which something can have changed.
      const course = (values, isCut) => {
        const stretches = [[]];
        for (const one of series.filter(Boolean)) {
          if (isCut(one)) stretches.push([]);
          stretches[stretches.length - 1].push(one);
        }
        return stretches.map(values).reverse().find((found) => found.length > 1) ?? [];
      };
      const compared = data.measure.of_any_size;
      // Beside England's count an area's own would lie on the ground.
      const withEngland = compared || !kind;
      const spreads = series.map((one) => (compared ? (one?.deciles ?? null) : null));
      const figures = {
        periods: series.map((one) => (one ? periodWords(one.period) : "")),
        // Of one period alone there is no course.
        deciles: spreads.map((row, number) => (spreads[number - 1] || spreads[number + 1] ? row : null)),
        england: series.map((one) => (withEngland ? (one?.england ?? null) : null)),
        standard: series.map((one) => one?.standard ?? null),
        undated: series.map((one) => ((one?.standard ?? null) !== null ? null : (data.measure.undated ?? null))),
        area: series.map((one) => one && own(one)),
        unit: data.measure.unit,
      };
      const name = kind && nameOf(drawnArea);
      const ends = (values) => [values[0], values[values.length - 1]].map(([when, value, places]) => `${word(value, places)} in ${when}`).join(", ");
      const of = (value, places, isCut) => course((stretch) => stretch.flatMap((one) => ((value(one) ?? null) !== null ? [[whenOf(one), value(one), places(one)]] : [])), isCut);
      const lastOwn = kind && [...alike].reverse().find((one) => own(one) !== null);
      const england = of((one) => one.england, (one) => one.england_decimals, (one) => one.anew);
      const medians = of((one) => one.deciles && one.median, () => undefined, (one) => one.anew);
      const ofOwn = kind ? of(own, (one) => ownRow(one).decimals, (one) => ownAnew.includes(one.period)) : [];
      let finding = england.length > 1 ? `England over time: ${ends(england)}` : medians.length > 1 ? `The median CCG over time: ${ends(medians)}` : "Over time";
      if (kind) finding = `${name} over time: ${ofOwn.length ? ends(ofOwn) : lastOwn ? `${word(own(lastOwn), ownRow(lastOwn).decimals)} in ${whenOf(lastOwn)}` : "no figures"}`;
      const latest = series.filter(Boolean).pop();
      const [low, lower, middle, upper, high] = (latest.deciles ?? []).map((value) => word(value));
      const spread = latest.deciles && compared
        ? `In ${whenOf(latest)} the median CCG had ${middle}, the middle half ${lower} to ${upper}, the middle eight tenths ${low} to ${high}`
        : "Only England is drawn";
      const any = (values) => values.some((value) => value !== null);
      const key = [
        ...(kind ? [["line", "area", name]] : []),
        ...(any(figures.england) ? [["line", "england", "England"]] : []),
        ...(any(figures.deciles) ? [["line", "median", "median CCG"], ["area", "fan-inner", "middle half of the CCGs"], ["area", "fan-outer", "middle eight tenths"]] : []),
        ...(any(figures.standard) ? [["line", "standard", "standard"]] : []),
        ...(any(figures.undated) ? [["line", "undated", "standard, from a date that is not known"]] : []),
      ];
      const few = series.filter((one, number) => one?.missing && figures.deciles[number]).map((one) => `${one.missing} in ${periodWords(one.period)}`);
      const anew = alike.filter((one) => one.anew || ownAnew.includes(one.period)).map((one) => periodWords(one.period));
      const notes = anew.length ? [`Another source from ${listed(anew)} on: nothing is joined across.`] : [];
      if (any(figures.deciles) && figures.deciles.includes(null)) notes.push("The band has a gap without figures, and where more than 2% of the CCGs have no row.");
      if (few.length) notes.push(`CCGs that have no row and are not in the band: ${few.join(", ")}.`);
      const header = ["period", "decile_1", "lower_quartile", "median", "upper_quartile", "decile_9", "england", "standard"];
      const rows = series.flatMap((one, number) =>
        one ? [[one.period, ...(figures.deciles[number] ?? Array(5).fill("")), one.england, one.standard, ...(kind ? [figures.area[number]] : [])]] : [],
      );
      const chart = { finding, key, drawing: fan(figures, `${finding}. ${spread}`), header: kind ? [...header, name] : header, rows, note: notes.join(" "), documents: documentsOf(alike, ["ccg", "national", drawnArea.split(" ")[0]]) };
      const when = series.filter(Boolean).map(filedWords);
      return told(chart, data.measure, `${when[0]} to ${when[when.length - 1]}`);
    },
    ten(period, ordered, all) {
      const inside = choice.region ? ordered.filter((row) => row.region === choice.region) : ordered;
      if (!period.compared || inside.length < 2) return null;
      const rows = ten(inside);
      if (rows.length < 2) return null;
      const own = drawnArea.startsWith("ccg ") && ordered.find((row) => row.code === drawnArea.slice(4));
      const which = data.measure.polarity === "higher" ? "lowest" : "highest";
      const where = choice.region ? ` in ${areas.regions.find(([region]) => region === choice.region)[1]}` : "";
      const withFirst = rows.filter((row) => row.value === rows[0].value).length;
      const others = withFirst > 1 && withFirst < rows.length ? ` and ${withFirst - 1} more` : "";
      const ends = [rows[0], rows[rows.length - 1]].map((row, last) => `${row.name}${last ? "" : others} ${word(row.value, row.decimals)}${period.doubts?.[row.code] ? " (?)" : ""}`);
      const alike = inside.slice(rows.length).filter((row) => row.value === rows[rows.length - 1].value).length;
      const more = alike ? ` (${count(alike, "more CCG")} with the same)` : "";
      const first = inside.length > 10 ? `The ${rows.length} ${which}${where}` : `All ${rows.length} CCGs${where}, the ${which} first`;
      const finding = `${first}: ${ends[0]}, to ${ends[1]}${more}`;
      if (own && !rows.includes(own)) rows.push(own);
      const drawn = rows.map((row) => ({
        ...row, words: brief(data.measure, row, period), told: rankedWords(data.measure, row, period, form.dataset.counted), css: side(row.value, period.median, data.measure.polarity),
      }));
      const label = `${finding}. ${drawn.map((row) => `${row.name} ${row.told}`).join("; ")}`;
      const header = ["org_code", "org_name", "value", "rank", "ranked", "withheld", "interval_lower", "interval_upper", "smallest_denominator"];
      const intervals = rows.some((row) => row.lower !== undefined) ? [["interval", "interval", "95% interval"]] : [];
      const chart = {
        finding, header, told: howSure(data.measure, period, ordered, all, choice.region), key: [...sides(data.measure, period, rows), ...intervals],
        drawing: drawings.rankedDots(drawn, label, { unit: data.measure.unit, standard: period.standard }),
        rows: rows.map((row) => [row.code, row.name, row.value, row.rank, row.rank && period.ranked, row.rank && period.withheld, row.lower, row.upper, row.least]),
      };
      return told(chart, data.measure, "CCGs", period);
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
        return { name, values, published: own?.value ?? null, decimals: own?.decimals, words: own ? word(own.value, own.decimals) : "", sign: own ? shown(own.value, sign(data.measure), own.decimals) : "" };
      });
      if (!rows.some(([, kind]) => kind === "ccg")) return null;
      const known = drawn.filter((region) => region.published !== null).sort((a, b) => a.published - b.published || byName(a, b));
      let finding = "CCGs by region, north to south; no figure of the regions is published";
      if (known.length > 1) {
        const [low, high] = [known[0], known[known.length - 1]];
        const [seen, ends] = [northSouth(data.measure, drawn, period.england), [[low, high], [high, low]].map(([region, other]) => {
          const alike = known.filter((one) => one.published === region.published).length;
          const own = figures.toldApart(data.measure, ...[region, other].map((one) => ({ value: one.published, decimals: one.decimals })), word);
          return `${alike === 1 ? region.name : `${alike} regions`} ${own}`;
        })];
        if (low.published === high.published) finding = `By region, north to south: all at ${low.words}`;
        else if (seen?.startsWith("No")) finding = `${seen}: lowest in ${ends[0]}, highest in ${ends[1]}`;
        else finding = `${seen ?? "By region, north to south"}: from ${ends[0]} to ${ends[1]}`;
      }
      const label = finding + drawn.map((region) => `; ${region.name}: ${region.sign || "no published figure"}, ${count(region.values.length, "CCG")}`).join("");
      const { unit, polarity } = data.measure;
      const drawing = drawings.regionStrip(drawn.map((region) => ({ ...region, words: region.sign })), label, { unit, polarity, median: period.median, standard: period.standard });
      const key = sides(data.measure, period, ordered.filter((row) => areas.regions.some(([code]) => code === row.region)));
      if (published.size) key.push(["bar", "region", "the region’s published figure"]);
      const isDivide = finding.includes("divide") || finding.includes("in the north than");
      const better = [polarity === "lower" && "Better is to the right.", isDivide && DIVIDE].filter(Boolean).join(" ");
      const chart = { finding, key, told: better, drawing, header: ["region", "org_type", "org_code", "org_name", "value"], rows };
      return told(chart, data.measure, "CCGs by region, north to south", period);
    },
    map: (period, ordered, all) => (period.compared ? figures.tileChart(data.measure, all, tiles, period.on, "ccg", period) : null),
  };
  function mark(period) {
    const [kind, code] = drawnArea.split(" ");
    const name = kind === "ccg" ? nameOf(drawnArea) : "";
    for (const node of document.querySelectorAll(".chosen, .outside")) node.classList.remove("chosen", "outside");
    const isOwn = (node) => name && (node.querySelector("title")?.textContent ?? node.closest("[data-tip]")?.dataset.tip ?? "").startsWith(`${name}: `);
    // Of a chosen region the others stand back.
    if (choice.region) {
      const regionName = areas.regions.find(([region]) => region === choice.region)[1];
      for (const node of document.querySelectorAll("[data-region]")) node.classList.toggle("outside", node.dataset.region !== regionName);
      for (const node of document.querySelectorAll(".tiles a")) node.classList.toggle("outside", figures.regionOf(node.dataset.code) !== choice.region);
    }
    const marks = [...document.querySelectorAll(".ranks circle, .regions circle, .tiles path")].filter(isOwn);
    for (const node of [...marks, ...document.querySelectorAll(`tr[data-code="${CSS.escape(code ?? "")}"]`)]) node.classList.add("chosen");
    for (const row of document.querySelectorAll("#figures tbody tr"))
      row.hidden = Boolean(choice.region) && figures.regionOf(row.dataset.code) !== choice.region;
    for (const node of document.querySelectorAll("[data-shown=period]")) node.textContent = filedWords(period);
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
    document.querySelector("#figures-caption span").textContent = `${form.dataset.name}, ${filedWords(period)}`;
    // Of another period the other areas are those of its chart.
    const others = document.getElementById("others");
    if (others) others.closest(".scroll").hidden = choice.period !== begun.period;
  }
  async function redraw() {
    areas = await figures.loadAreas();
    data = await figures.measure(form.dataset.measure, form.dataset.script);
    tiles = await figures.tiles();
    drawnArea = choice.area && standsFor(choice.area);
    const now = data.periods.find((one) => figures.keyOf(one) === choice.period);
    const sign = data.measure.polarity === "higher" ? 1 : -1;
    const all = rowsOf(now, "ccg").sort(byName);
    const ordered = all.filter((row) => row.value !== null).sort((a, b) => sign * (a.value - b.value) || byName(a, b));
    document.querySelector(".lead").textContent = now.lead;
    for (const [name, chart] of Object.entries(charts)) {
      const drawn = chart(now, ordered, all);
      const documents = drawn?.documents ?? documentsOf([now], ["ccg", "icb", "stp", "region", "national"]);
      figures.show(name, drawn && { ...drawn, documents }, form.dataset.measure);
    }
    fill(now, ordered, all);
    mark(now);
    tell();
    document.getElementById("chosen").textContent = `Shown: ${filedWords(now)}. ${now.lead}`;
    figures.state(choice, begun);
  }

  // What is to be known of the area that was asked for.
  function tell() {
    const has = (area) => data.periods.some((one) => (rowOf(one, area)?.value ?? null) !== null);
    const name = choice.area && nameOf(choice.area);
    if (!choice.area) answer.textContent = "";
    else if (drawnArea !== choice.area) answer.textContent = `${name} has no figure of this measure; drawn is ${nameOf(drawnArea)}, which took its place.`;
    else answer.textContent = has(choice.area) ? "" : `${name} has no figure of this measure.`;
  }
  // The area that was found for what was typed, so that the same words are not looked for again.
  let settled = "";
  let asked = 0;
  async function choose(hit) {
    asked += 1;
    await figures.loadAreas();
    area.value = settled = hit.name;
    const found = figures.areaOf(hit.code) ?? "";
    choice = { ...choice, period: period.value, region: region.value, area: found };
    await redraw();
    if (hit.code === "England") answer.textContent = "England is drawn in any case.";
    else if (!found) answer.textContent = `${hit.name} has no figure of this measure.`;
  }
  // What is typed means the area that a search finds first.
  async function look() {
    const typed = area.value.trim();
    if (typed === settled) return;
    const turn = (asked += 1);
    const hit = typed && (await window.ccgRatings.find(typed)).find((one) => one.kind === "area");
    if (turn !== asked) return;
    if (hit) return choose(hit);
    settled = typed;
    choice = { ...choice, area: "" };
    await redraw();
    if (typed) answer.textContent = `No area is called “${typed}”.`;
  }
  function changed(event) {
    if (event.target === area) return look();
    choice = { ...choice, period: period.value, region: region.value };
    return redraw();
  }
  // What stands in the address.
  async function begin() {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!["period", "area", "region"].some((name) => said.get(name))) return;
    await figures.loadAreas();
    period.value = said.get("period") ?? begun.period;
    if (period.selectedIndex < 0) period.value = begun.period;
    region.value = said.get("region") ?? "";
    const found = said.get("area") ?? "";
    settled = area.value = found && (await window.ccgRatings.areaOf(found.split(" ")[1]))?.name || "";
    choice = { period: period.value, region: region.value, area: settled ? found : "" };
    await redraw();
  }
  window.ccgRatings.combobox(area, choose, "area");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  form.addEventListener("change", changed);
  window.addEventListener("hashchange", begin);
  begin();
})();
