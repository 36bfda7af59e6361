// The fan of a measure that a reader chooses: the same markup as the one that was drawn when the page was built.
"use strict";

const fan = (() => {
  const { scale, tickWords, short, percent, text, picture } = drawings;

  function runs(values) {
    const found = [];
    let run = [];
    [...values, null].forEach((value, number) => {
      if (value !== null && value !== undefined) run.push([number, value]);
      else if (run.length) {
        found.push(run);
        run = [];
      }
    });
    return found;
  }
  // shown: {periods, deciles, england, standard, undated, area, unit}: an entry for every period, null where there is none
  function drawn({ periods, deciles, england, standard, undated, area, unit }, label) {
    const spread = deciles.flatMap((row) => row ?? []);
    const on = scale([...spread, ...england, ...standard, ...undated, ...area]);
    const along = Math.max(periods.length - 1, 1);
    const x = (number) => short((1000 * (number + 0.5)) / (along + 1));
    const y = (value) => short(230 - (220 * on.at(value)) / 100);
    const line = (css, values) => {
      const found = { [css]: "", [`${css} lone`]: "" };
      for (const run of runs(values)) {
        const path = `M${run.map(([number, value]) => `${x(number)} ${y(value)}`).join("L")}`;
        found[run.length > 1 ? css : `${css} lone`] += path + (run.length === 1 ? "h0" : "");
      }
      return Object.entries(found).map(([name, path]) => (path ? `<path class="${name}" d="${path}"/>` : "")).join("");
    };
    const belt = (css, lower, upper) => {
      const drawn = runs(deciles).map((run) => {
        const there = run.map(([number, row]) => `${x(number)} ${y(row[lower])}`);
        const back = run.map(([number, row]) => `${x(number)} ${y(row[upper])}`).reverse();
        return `M${[...there, ...back].join("L")}z`;
      });
      return drawn.length ? `<path class="${css}" d="${drawn.join("")}"/>` : "";
    };
    const ticks = on.ticks(5);
    const shapes = [
      `<path class="grid" d="${ticks.map((tick) => `M0 ${y(tick)}H1000`).join("")}"/>`,
      belt("fan-outer", 0, 4),
      belt("fan-inner", 1, 3),
      line("median", deciles.map((row) => row && row[2])),
      line("undated", undated),
      line("standard", standard),
      line("england", england),
      line("area", area),
    ];
    const words = ticks.map((tick) => text(tickWords(tick, unit), "-8", Number(y(tick)) + 4, "tick end"));
    words.push(...periodNames(periods));
    // Each standard is named at the end of its stretch.
    const known = standard.map((value, number) => [number, value ?? undated[number] ?? null]).filter(([, value]) => value !== null);
    known.slice(0, -1).forEach(([number, value], place) => {
      const isLong = place >= 2 && known[place - 2][1] === value;
      if (!isLong || known[place + 1][1] === value) return;
      words.push(text(`standard ${tickWords(value, unit)}`, percent((100 * (number + 1)) / (along + 1)), Number(y(value)) - 5, "note end"));
    });
    // The last is named in the margin, where no line runs.
    for (const [, value] of known.slice(-1))
      for (const [line, shift] of [["standard", -2], [tickWords(value, unit), 12]])
        words.push(`<text x="100%" dx="6" y="${short(Number(y(value)) + shift)}" class="note">${line}</text>`);
    const inner = '<svg viewBox="0 0 1000 240" preserveAspectRatio="none" width="100%" height="240">';
    return picture(known.length ? "fan held" : "fan", label, [inner, ...shapes, "</svg>", ...words], 'width="100%" height="280"');
  }
  // The first quarters of the years; without quarters at most six periods, the last always among them.
  function periodNames(periods) {
    const words = [];
    const count = periods.length;
    const quarters = periods.map((name, number) => [name, number]).filter(([name]) => name.endsWith(" Q1")).reverse();
    quarters.forEach(([name, number], place) => {
      const at = (100 * (number + 0.5)) / count;
      // At the right edge there is no room for half a name.
      const [x, side] = at < 88 ? [percent(at), "tick middle"] : ["100%", "tick end"];
      const css = side + (place % 2 ? " sparse" : "");
      words.push(text(name.slice(0, -3), x, 258, css), text("Q1", x, 273, css));
    });
    if (quarters.length) return words;
    const step = Math.max(1, Math.ceil((count - 1) / 5));
    for (let [place, number] = [0, count - 1]; number >= 0; [place, number] = [place + 1, number - step]) {
      const isLast = count > 1 && number === count - 1;
      const isSparse = place % 2 || (periods[number].length > 10 && place && number >= step);
      const css = (isLast ? "tick end" : "tick middle") + (isSparse ? " sparse" : "");
      words.push(text(periods[number], percent(isLast ? 100 : (100 * (number + 0.5)) / count), 260, css));
    }
    return words;
  }

  return drawn;
})();
