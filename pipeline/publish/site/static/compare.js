// Up to four areas on one scale for a measure. What is chosen stands in the address, after the #.
"use strict";

(() => {
  const form = document.querySelector("form[data-compare]");
  const root = document.body.dataset.root;
  const { shown, scale, tickWords, periodWords, whenOf, escaped } = drawings;
  const MOST = 4;
  const LENGTHS = { 1: "months", 3: "quarters", 12: "years", 36: "three years" };
  const EVERY = { 1: "monthly", 3: "quarterly", 12: "yearly", 36: "three-year" };
  const KINDS = ["ccg", "icb", "stp", "region", "national"];
  // What is compared where nothing is chosen.
  const [FIRST, WHOLE] = ["iapt_recovery_rate", "England"];
  const by = (id) => document.getElementById(id);
  // What is there only when something is compared.
  by("comparison").innerHTML = `<figure class="chart" id="compared" data-drawing="compare" hidden>
<figcaption></figcaption>
<svg></svg>
<ul class="key"></ul>
<p class="note">A line is broken where there is no value, and where the source changes. Each value in the table leads to its source. A figure with (?) is doubtful; the page of its measure says why.</p>
<p class="below"><a download>Data of this chart (CSV)</a>
<button type="button" data-picture="svg" hidden>Picture (SVG)</button> <button type="button" data-picture="png" hidden>Picture (PNG)</button></p>
<details class="cite"><summary>Cite</summary><p><span class="cited"></span>. From <span class="cited-from"></span>. <span data-release></span></p></details>
</figure>
<div class="scroll" role="region" aria-label="Values by period and area" tabindex="0">
<table id="rows" hidden><caption>Values by period, the latest first</caption><thead></thead><tbody></tbody></table>
</div>`;
  const [measure, length, add, chosen, told, figure, table] =
    ["measure", "length", "add", "chosen", "told", "compared", "rows"].map(by);
  let choice = { measure: "", areas: [], months: 0 };
  let [data, areas] = [null, []];

  const given = async (id) => {
    const option = [...measure.options].find((one) => one.value === id);
    if (!option) return null;
    const [found] = await Promise.all([figures.measure(id, option.dataset.script), figures.loadAreas()]);
    return found;
  };

  function read() {
    // A link from another page says it before the #.
    const stated = new URLSearchParams(location.hash ? location.hash.slice(1) : location.search);
    const codes = (stated.get("areas") ?? (stated.has("measure") ? "" : WHOLE)).split(",").filter(Boolean);
    const known = [...measure.options].some((one) => one.value === FIRST);
    choice = {
      measure: stated.get("measure") ?? (known ? FIRST : measure.options[0].value),
      areas: [...new Set(codes)].slice(0, MOST),
      months: Number(stated.get("months") ?? 0),
    };
  }
  function write() {
    const stated = new URLSearchParams({ measure: choice.measure, areas: choice.areas.join(",") });
    if (choice.months) stated.set("months", choice.months);
    // The commas stay as they are, so that people can read and change the address.
    history.replaceState(null, "", `${location.pathname}#${String(stated).replace(/%2C/g, ",")}`);
  }

  const number = (start) => 12 * Number(start.slice(0, 4)) + Number(start.slice(5, 7));
  // What a period states of an area: its value, and the place that states it; nothing where it has no row.
  const cells = new WeakMap();
  function cellOf(period, code) {
    if (!cells.has(period)) {
      const rows = KINDS.flatMap((kind) => figures.rowsOf(period, kind)).reverse();
      cells.set(period, new Map(rows.map((row) => [row.code, { ...row, suppressed: row.value === null, doubt: period.doubts?.[row.code] }])));
    }
    return cells.get(period).get(code) ?? { value: null };
  }
  // Periods of one length in order, each with a cell for every area.
  function seriesOf() {
    const known = data.periods.filter((one) => !one.inferred);
    const lengths = [...new Set(known.map((one) => one.months))].sort((a, b) => a - b);
    // How many figures each area has of each length: one that all areas have comes first, then one with many figures.
    const has = choice.areas.map((code) => new Map(lengths.map((months) =>
      [months, known.filter((one) => one.months === months && cellOf(one, code).value !== null).length])));
    const worth = (months) => has.reduce((sum, of) => sum + 1e6 * (of.get(months) > 0) + of.get(months), 0);
    const months = lengths.includes(choice.months) ? choice.months : [...lengths].sort((a, b) => worth(b) - worth(a))[0];
    const periods = known
      .filter((one) => one.months === months)
      .map((one) => ({ ...one, at: number(one.start), cells: choice.areas.map((code) => cellOf(one, code)) }))
      .sort((a, b) => a.at - b.at);
    while (periods.length && periods[0].cells.every((cell) => cell.value === null)) periods.shift();
    while (periods.length && periods[periods.length - 1].cells.every((cell) => cell.value === null)) periods.pop();
    return { lengths, months, periods, has };
  }

  // The standard at the periods before it was dated, if it is not known from when on it held.
  const undatedOf = ({ periods }) => periods.map((one) => ((one.standard ?? null) === null ? (data.measure.undated ?? null) : null));

  // A line is broken where a period has no value, where none was published between two, and where the source changes.
  function runs({ periods, months }, which) {
    const found = [];
    let [before, last] = [null, null];
    for (const period of periods) {
      const { value, document } = period.cells[which];
      if (value !== null) {
        const source = figures.sourceOf(document);
        if (before === null || period.at > before + months || source !== last) found.push([]);
        last = source;
        found[found.length - 1].push([period.at, value]);
        before = period.at;
      } else before = null;
    }
    return found;
  }
  function drawing(series, label) {
    const { periods } = series;
    const standards = periods.map((one) => one.standard ?? null);
    const undated = undatedOf(series);
    const on = scale([...periods.flatMap((one) => one.cells.map((cell) => cell.value)), ...standards, ...undated]);
    const [first, last] = [periods[0].at, periods[periods.length - 1].at];
    const x = (at) => (last > first ? 20 + (960 * (at - first)) / (last - first) : 500).toFixed(1);
    const y = (value) => (230 - (220 * on.at(value)) / 100).toFixed(1);
    const path = (css, run) => `<path class="${css}" d="M${run.map(([at, value]) => `${x(at)} ${y(value)}`).join("L")}${run.length === 1 ? "h0" : ""}"/>`;
    const ticks = on.ticks(5);
    const shapes = [`<path class="grid" d="${ticks.map((tick) => `M0 ${y(tick)}H1000`).join("")}"/>`];
    for (const [css, values] of [["standard", standards], ["undated", undated]]) {
      let run = [];
      for (const [at, value] of [...periods.map((one, number) => [one.at, values[number]]), [0, null]]) {
        // One standard gives way to the next at once, and nothing is drawn between periods that do not follow each other.
        const before = run[run.length - 1];
        if (before && (before[1] !== value || at > before[0] + series.months)) [run] = [[], shapes.push(path(css, run))];
        if (value !== null) run.push([at, value]);
      }
    }
    choice.areas.forEach((_, which) => {
      const parts = runs(series, which);
      for (const part of parts) shapes.push(path(`line line-${which + 1}`, part));
      const dots = parts.flat().map(([at, value]) => `M${x(at)} ${y(value)}h0`).join("");
      if (dots) shapes.push(`<path class="dots line-${which + 1}" d="${dots}"/>`);
    });
    const words = ticks.map((tick) => `<text x="-8" y="${Number(y(tick)) + 4}" class="tick end">${escaped(tickWords(tick, data.measure.unit))}</text>`);
    const [end, places] = [periods.length - 1, Math.min(periods.length - 1, 3)];
    for (let place = 0; place <= places; place += 1) {
      const at = places ? Math.round((end * place) / places) : 0;
      const css = !places ? "middle" : place === places ? "end" : place ? "middle sparse" : "";
      words.push(`<text x="${Number(x(periods[at].at)) / 10}%" y="260" class="tick ${css}">${escaped(periodWords(periods[at].period))}</text>`);
    }
    const inner = '<svg viewBox="0 0 1000 240" preserveAspectRatio="none" width="100%" height="240">';
    return `<svg class="compare plotted" width="100%" height="276" role="img" aria-label="${escaped(label)}">${inner}${shapes.join("")}</svg>${words.join("")}</svg>`;
  }

  const word = (cell) => shown(cell.value, data.measure.unit, cell.decimals) + (cell.doubt ? " (?)" : "");
  const nameOf = (which) => areas[which]?.name ?? choice.areas[which];
  function finding({ periods, months, has }) {
    const latest = choice.areas.map((_, which) => {
      const last = periods.filter((one) => one.cells[which].value !== null).pop();
      return last ? { name: nameOf(which), when: last.cells[which].sameDays ? whenOf(last) : periodWords(last.period), cell: last.cells[which] } : { name: nameOf(which) };
    });
    const with_ = latest.filter((one) => one.cell);
    const none = latest.filter((one) => !one.cell).map((one) => one.name);
    const kind = has.some((of, which) => !of.get(months) && [...of.values()].some(Boolean)) ? `${EVERY[months] ?? ""} ` : "";
    const common = new Set(with_.map((one) => one.when)).size === 1;
    const said = with_.map((one) => `${one.name} ${word(one.cell)}${common ? "" : ` (${one.when})`}`).join(", ");
    const lacking = none.length ? `; no ${kind}figures of ${new Intl.ListFormat("en-GB").format(none)}` : "";
    return `${measure.selectedOptions[0].textContent}: ${said}${common && with_.length ? ` in ${with_[0].when}` : ""}${lacking}`;
  }
  // Areas without a figure of this length, and links to the lengths of which they have some.
  function fillLacking({ months, has }) {
    told.replaceChildren();
    has.forEach((of, which) => {
      if (of.get(months)) return;
      const others = [...of].filter(([, number]) => number);
      told.append(`${told.firstChild ? " " : ""}No ${others.length ? `${EVERY[months] ?? ""} ` : ""}figures of ${nameOf(which)}${others.length ? "; there are " : "."}`);
      others.forEach(([other, number], place) => {
        const link = document.createElement("a");
        link.href = `#${new URLSearchParams({ measure: choice.measure, areas: choice.areas.join(","), months: other })}`;
        link.textContent = `figures by ${LENGTHS[other] ?? `${other} months`} (${number})`;
        told.append(link, place === others.length - 1 ? "." : place === others.length - 2 ? " and " : ", ");
      });
    });
  }
  const header = () => ["period", ...choice.areas.map((_, which) => nameOf(which)), "doubtful"];
  const doubtful = (cells) => choice.areas.map((_, which) => (cells[which].doubt ? nameOf(which) : "")).filter(Boolean).join("; ");
  const rowsAs = ({ periods }) =>
    periods.map((one) => [one.period, ...one.cells.map((cell) => cell.value ?? (cell.suppressed ? "suppressed" : "")), doubtful(one.cells)]);
  const documentsOf = ({ periods }) => new Set(periods.flatMap((one) => one.cells.flatMap((cell) => cell.document ?? [])));
  function fillTable({ periods }) {
    const head = `<tr><th scope="col">Period</th>${choice.areas.map((_, which) => `<th scope="col">${escaped(nameOf(which))}</th>`).join("")}</tr>`;
    const body = [...periods].reverse().map((one) => {
      const cells = one.cells.map((cell) => {
        if (cell.value === null) return `<td class="number">${cell.suppressed ? "suppressed" : "–"}</td>`;
        const text = escaped(word(cell));
        return `<td class="number">${cell.href ? `<a href="${escaped(cell.href)}" title="${escaped(cell.source)}">${text}</a>` : text}</td>`;
      });
      return `<tr><th scope="row">${escaped(periodWords(one.period))}</th>${cells.join("")}</tr>`;
    });
    table.tHead.innerHTML = head;
    table.tBodies[0].innerHTML = body.join("");
    const region = table.parentElement;
    region.classList.toggle("sideways", region.scrollWidth > region.clientWidth + 1);
  }
  function fillKey(series) {
    figure.querySelector(".key").innerHTML = [
      ...choice.areas.map((_, which) => `<li><svg class="compare sample" width="36" height="12" aria-hidden="true"><path class="line line-${which + 1}" d="M2 6H34"/></svg> ${areas[which] ? `<a href="${root}${escaped(areas[which].address)}">${escaped(nameOf(which))}</a>` : escaped(nameOf(which))}</li>`),
      ...(series.periods.some((one) => (one.standard ?? null) !== null) ? ['<li><svg class="compare sample" width="36" height="12" aria-hidden="true"><path class="standard" d="M2 6H34"/></svg> standard</li>'] : []),
      ...(undatedOf(series).some((value) => value !== null) ? ['<li><svg class="compare sample" width="36" height="12" aria-hidden="true"><path class="undated" d="M2 6H34"/></svg> standard, from a date that is not known</li>'] : []),
    ].join("");
  }
  function fillChosen() {
    chosen.replaceChildren(...choice.areas.map((code, which) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Remove";
      button.setAttribute("aria-label", `Remove ${nameOf(which)}`);
      button.addEventListener("click", () => {
        choice.areas.splice(which, 1);
        update().then(() => add.focus());
      });
      item.append(nameOf(which), " ", button);
      return item;
    }));
    add.disabled = choice.areas.length >= MOST;
  }

  async function update() {
    write();
    [data, areas] = await Promise.all([given(choice.measure), Promise.all(choice.areas.map((code) => window.ccgRatings.areaOf(code)))]);
    measure.value = choice.measure;
    fillChosen();
    const series = data && choice.areas.length ? seriesOf() : null;
    const some = Boolean(series?.periods.length);
    length.replaceChildren(...(series?.lengths ?? []).map((months) => new Option(LENGTHS[months] ?? `${months} months`, months, false, months === series.months)));
    length.closest("p").hidden = (series?.lengths.length ?? 0) < 2;
    table.hidden = !some;
    told.textContent = !data ? "This measure has no figures." : !choice.areas.length ? "Add an area, such as Hull or London, to begin." : some ? "" : "None of these areas has a figure of this measure.";
    const said = some && finding(series);
    const chart = some && { finding: said, drawing: drawing(series, `${said}. All values are in the table.`), header: header(), rows: rowsAs(series), documents: documentsOf(series) };
    figures.show("compared", chart, choice.measure);
    if (some) {
      fillKey(series);
      fillTable(series);
      fillLacking(series);
    }
    document.body.dataset.compared = "done";
  }

  measure.addEventListener("change", () => {
    [choice.measure, choice.months] = [measure.value, 0];
    update();
  });
  length.addEventListener("change", () => {
    choice.months = Number(length.value);
    update();
  });
  window.ccgRatings.combobox(add, (hit) => {
    add.value = "";
    if (!choice.areas.includes(hit.code) && choice.areas.length < MOST) choice.areas.push(hit.code);
    update();
  }, "area");
  addEventListener("hashchange", () => {
    read();
    update();
  });
  form.hidden = false;
  read();
  update();
})();
