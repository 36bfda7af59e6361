// The map: a reader chooses a measure, a period and the kind of area.
"use strict";

(() => {
  const { form } = figures;
  const [measure, period, kind] = ["measure", "period", "kind"].map((name) => document.getElementById(name));
  // Without figures there is no map to choose for, and the page says so.
  if (!measure) return;
  const begun = { measure: measure.value, period: period.value, kind: kind.value };
  const note = document.getElementById("no-map");
  const LENGTHS = { 36: "Three years", 12: "Years", 6: "Half-years", 3: "Quarters", 1: "Months" };
  let data;

  // Rows of boards, and of the partnerships that came before them, which have the same codes.
  function rowsOf(now) {
    if (kind.value === "ccg") return figures.rowsOf(now, "ccg");
    const boards = figures.rowsOf(now, "icb");
    return boards.length ? boards : figures.rowsOf(now, "stp");
  }
  const has = (now) => rowsOf(now).filter((row) => row.value !== null).length > 1;
  // The periods of the measure with figures of the kind, the longest and of those the latest first.
  function fillPeriods(wanted) {
    period.replaceChildren();
    for (const months of [...new Set(data.periods.map((one) => one.months))].sort((a, b) => b - a)) {
      const group = document.createElement("optgroup");
      group.label = LENGTHS[months] ?? `${months} months`;
      for (const one of data.periods.filter((found) => found.months === months && has(found)).reverse())
        group.append(new Option(drawings.filedWords(one) + (one.inferred ? " (not printed)" : ""), figures.keyOf(one)));
      if (group.children.length) period.append(group);
    }
    const options = [...period.options].map((option) => option.value);
    const ends = (key) => data.periods.find((one) => figures.keyOf(one) === key).start;
    period.value = options.includes(wanted) ? wanted : [...options].sort((a, b) => (ends(a) < ends(b) ? 1 : -1))[0];
  }
  async function redraw() {
    await figures.loadAreas();
    data = await figures.measure(measure.value, measure.selectedOptions[0].dataset.script);
    const sets = await figures.tiles();
    fillPeriods(period.value);
    const now = data.periods.find((one) => figures.keyOf(one) === period.value);
    const rows = now ? rowsOf(now).sort(figures.byName) : [];
    const refused = !now || (kind.value === "ccg" && !now.compared);
    const chart = refused ? null : figures.tileChart(data.measure, rows, sets, now.on, kind.value, now);
    const name = measure.selectedOptions[0].textContent;
    figures.show("map", chart, measure.value);
    note.hidden = Boolean(chart);
    note.textContent = chart ? "" : `No map: ${now?.note ?? "no figures of these areas"}.`;
    document.getElementById("to-measure").href = `measures/${measure.value}.html`;
    document.getElementById("to-measure").textContent = name;
    document.getElementById("chosen").textContent = chart ? `Shown: ${chart.about}. ${chart.finding}` : note.textContent;
    figures.state({ measure: measure.value, period: period.value, kind: kind.value }, begun);
  }
  async function begin() {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!["measure", "period", "kind"].some((name) => said.get(name))) return;
    for (const [node, name] of [[measure, "measure"], [kind, "kind"]]) {
      node.value = said.get(name) ?? begun[name];
      if (node.selectedIndex < 0) node.value = begun[name];
    }
    if (said.get("period")) period.append(new Option("", said.get("period"), true, true));
    await redraw();
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", redraw);
  window.addEventListener("hashchange", begin);
  begin();
})();
