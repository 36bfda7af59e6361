// Drawings of what a reader chooses. The page comes with the same drawings of what it shows first, made when the site
// was built: both write the same markup from the same figures.
"use strict";

const drawings = (() => {
  const escaped = (text) =>
    String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&#34;").replace(/'/g, "&#39;");
  const named = (label) =>
    `aria-label="${String(label).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;")}"`;

  // To so many decimals; of two that are as near, the even one.
  function fixed(value, places) {
    const [size, unit] = [Math.abs(value), 2 ** -places];
    if (size % unit !== unit / 2) return value.toFixed(places);
    const lower = Math.floor(size * 10 ** places);
    return ((Math.sign(value) * (lower + (lower % 2))) / 10 ** places).toFixed(places);
  }
  const bare = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
  const short = (value, places = 1) => bare(fixed(value, places));
  const percent = (value) => `${short(value)}%`;
  const thousands = (text) => text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

  // A value for people, as everywhere on the site; `decimals` as printed, undefined where it is worked out.
  function shown(value, unit, decimals) {
    if (value === null || value === undefined) return "";
    if (unit === "yes or no" && (value === 0 || value === 1)) return value ? "yes" : "no";
    const size = Math.abs(value);
    const most = size >= 1000 ? 0 : size >= 1 || size === 0 ? 1 : 1 - Math.floor(Math.log10(size));
    return withUnit(bare(thousands(fixed(value, decimals === undefined ? most : Math.min(most, decimals)))), unit);
  }
  const withUnit = (text, unit) => (unit === "%" ? `${text}%` : unit === "£" ? `£${text}` : `${text} ${unit}`.trim());
  const exactly = (value, unit, decimals) => withUnit(thousands(fixed(value, decimals)), unit);
  const limit = (comparator, standard, unit) =>
    unit === "%" && standard === 100 && comparator === "at least" ? "100%" : `${comparator} ${shown(standard, unit)}`;
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  // What a period's values of CCGs are about, which may be more than its name says.
  const whenOf = (one) => one.when ?? periodWords(one.period);
  const filedWords = (one) => (one.when ? `${one.period} (${one.when.replace("the ", "")})` : periodWords(one.period));
  const periodWords = (name) => name.replace(/\b(\d{4})-(\d\d)\b/g, (_, year, month) => `${MONTHS[month - 1]} ${year}`);
  function wrapped(words, letters) {
    const lines = [];
    for (const word of words.split(" ")) {
      const last = lines.length - 1;
      if (last >= 0 && lines[last].length + 1 + word.length <= letters) lines[last] += ` ${word}`;
      else lines.push(word);
    }
    return lines;
  }

  const roundStep = (step) => {
    const power = 10 ** Math.floor(Math.log10(step));
    return power * [1, 2, 5, 10].find((factor) => power * factor >= step * (1 - 1e-9));
  };
  // Values along a line from 0 to 100, from one tick to another; where lower is better it runs the other way.
  function scale(values, polarity = "higher") {
    const known = values.filter((value) => value !== null && value !== undefined);
    let [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
    if (high > low) {
      const step = roundStep((high - low) / 6);
      [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
    }
    const at = (value) => {
      const share = high > low ? (value - low) / (high - low) : 0.5;
      return 100 * (polarity === "lower" ? 1 - share : share);
    };
    const ticks = (about = 6) => {
      if (high <= low) return [low];
      const step = roundStep((high - low) / about);
      const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
      return Array.from({ length: last - first + 1 }, (_, number) => (first + number) * step);
    };
    return { at, ticks };
  }
  function tickWords(value, unit) {
    let text = bare(thousands(fixed(value, 6)));
    const [, size, sign] = [[1e9, 1e9, "bn"], [1e6, 1e6, "m"], [1e4, 1e3, "k"]].find(([least]) => Math.abs(value) >= least) ?? [];
    if (size) text = `${bare(thousands(fixed(value / size, 3)))}${sign}`;
    if (text === "-0") text = "0";
    return unit === "%" ? `${text}%` : unit === "£" ? `£${text}` : text;
  }

  const picture = (css, label, parts, size) => `<svg class="${css}" ${size} role="img" ${named(label)}>${parts.join("")}</svg>`;
  const text = (words, x, y, css) => `<text x="${x}" y="${short(y)}" class="${css}">${escaped(words)}</text>`;
  const side = (value, median, polarity) =>
    median === null || median === undefined || value === median || polarity === "none"
      ? "same"
      : value > median === (polarity === "higher")
        ? "better"
        : "worse";

  function grid(on, height, unit) {
    const ticks = on.ticks();
    return ticks
      .map((tick, number) => {
        const at = on.at(tick);
        // A narrow window has room for three.
        const css = number % Math.ceil(ticks.length / 3) ? "tick middle sparse" : "tick middle";
        const line = `<line class="grid" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="${height}"/>`;
        return line + text(tickWords(tick, unit), percent(at), height + 18, css);
      })
      .join("");
  }
  // A name to the left of the plot, its lines about the middle of the row.
  const nameAt = (lines, y) => lines.map((line, number) => text(line, "-10", y + 4 - ((lines.length - 1) * 13) / 2 + number * 13, "name end"));
  const upright = (css, on, value, height) =>
    value === null || value === undefined
      ? ""
      : `<line class="${css}" x1="${percent(on.at(value))}" x2="${percent(on.at(value))}" y1="0" y2="${height}"/>`;

  // rows: {name, value, words, told, lower, upper, css}
  function rankedDots(rows, label, { unit, standard }) {
    const low = Math.min(...rows.map((row) => row.lower ?? row.value));
    const high = Math.max(...rows.map((row) => row.upper ?? row.value));
    const fromNought = low >= 0 && low <= 2 * (high - low);
    const on = scale([...rows.flatMap((row) => [row.value, row.lower, row.upper]), standard, fromNought ? 0 : null]);
    const names = rows.map((row) => wrapped(row.name, 24));
    const heights = names.map((lines) => Math.max(32, 13 * lines.length + 6));
    const height = heights.reduce((sum, one) => sum + one, 0);
    const parts = [grid(on, height, unit), upright("standard", on, standard, height)];
    let top = 0;
    rows.forEach((row, number) => {
      const y = top + Math.floor(heights[number] / 2);
      top += heights[number];
      const at = on.at(row.value);
      parts.push(...nameAt(names[number], y));
      const [track, end] = fromNought && row.lower === undefined ? ["track stem", percent(at)] : ["track", "100%"];
      parts.push(`<line class="${track}" x1="0" x2="${end}" y1="${y}" y2="${y}"/>`);
      if (row.lower !== undefined)
        parts.push(`<line class="interval" x1="${percent(on.at(row.lower))}" x2="${percent(on.at(row.upper))}" y1="${y}" y2="${y}"/>`);
      const title = `<title>${escaped(row.name)}: ${escaped(row.told)}</title>`;
      parts.push(`<circle class="${row.css}" cx="${percent(at)}" cy="${y}" r="6">${title}</circle>`);
      parts.push(`<text x="${row.lower === undefined ? percent(at) : "100%"}" dx="10" y="${y + 4}" class="value">${escaped(row.words)}</text>`);
    });
    return picture("ranks", label, parts, `width="100%" height="${height + 28}"`);
  }

  // Dots that would touch stand in turn below and above the line, the furthest within the row.
  function stacked(values, on, y, median, polarity) {
    const levels = [];
    const inOrder = [...values].sort(([a, one], [b, other]) => on.at(one) - on.at(other) || (a < b ? -1 : a > b ? 1 : 0));
    const placed = inOrder.map(([name, value]) => {
      const at = on.at(value);
      const found = levels.findIndex((last) => at - last >= 0.9);
      const level = found < 0 ? levels.length : found;
      levels[level] = at;
      return [name, value, at, level];
    });
    const step = Math.min(7, 12 / Math.max(Math.floor(levels.length / 2), 1));
    return placed.map(
      ([name, value, at, level]) =>
        `<circle class="${side(value, median, polarity)}" cx="${percent(at)}" ` +
        `cy="${Number((y + Math.floor((level + 1) / 2) * step * (level % 2 ? 1 : -1)).toPrecision(4))}" r="4"><title>${escaped(name)}</title></circle>`,
    );
  }
  // regions: {name, values: [[words, value]], published, words}
  function regionStrip(regions, label, { polarity, median, standard, unit }) {
    const numbers = regions.flatMap((region) => [...region.values.map(([, value]) => value), region.published]);
    const on = scale([...numbers, standard], polarity);
    const height = regions.length * 48 + 8;
    const parts = [grid(on, height, unit), upright("standard", on, standard, height)];
    regions.forEach((region, number) => {
      const y = number * 48 + 36;
      parts.push(`<g data-region="${escaped(region.name)}">${nameAt(wrapped(region.name, 24), y).join("")}`);
      parts.push(`<line class="track" x1="0" x2="100%" y1="${y}" y2="${y}"/>`);
      const x = region.published === null ? "" : percent(on.at(region.published));
      if (x) parts.push(`<line class="region" x1="${x}" x2="${x}" y1="${y - 15}" y2="${y + 15}"/>`);
      parts.push(...stacked(region.values, on, y, median, polarity));
      if (x) parts.push(text(region.words, x, y - 19, "published middle"));
      parts.push("</g>");
    });
    return picture("regions", label, parts, `width="100%" height="${height + 28}"`);
  }

  // tiles: {code, column, row, css, words, sign, brief, href}; hexagons that stand on a corner, odd rows half a tile further east.
  function tileMap(tiles, label) {
    const at = tiles.map((tile) => [20 * tile.column + 10 * (tile.row % 2), 17.3 * tile.row]);
    const [left, top] = [Math.min(...at.map(([x]) => x)), Math.min(...at.map(([, y]) => y))];
    const width = Math.max(...at.map(([x]) => x)) - left + 20;
    const height = Math.max(...at.map(([, y]) => y)) - top + 23;
    const parts = tiles.map((tile, number) => {
      const [x, y] = [at[number][0] - left + 10, at[number][1] - top + 0.5];
      const title = `<title>${escaped(tile.words)}</title>`;
      const shape = `<path class="${tile.css}" d="M${x} ${short(y)}l9.5 5.5v11l-9.5 5.5-9.5-5.5v-11z">${title}</path>`;
      const sign = `<text class="${tile.css}" x="${x}" y="${short(y + (tile.brief ? 17 : 14))}" aria-hidden="true">${escaped(tile.sign)}</text>`;
      const brief = tile.brief ? `<text class="brief ${tile.css}" x="${x}" y="${short(y + 8.5)}" aria-hidden="true">${escaped(tile.brief)}</text>` : "";
      const inside = shape + brief + (tile.sign ? sign : "");
      return `<a data-code="${escaped(tile.code)}" href="${escaped(tile.href)}" tabindex="${number ? -1 : 0}" ${named(tile.words)}>${inside}</a>`;
    });
    return `<svg class="tiles" viewBox="0 0 ${width} ${short(height)}" role="group" ${named(label)}>${parts.join("")}</svg>`;
  }
  // The bounds between classes of about as many values each; those alike are never parted.
  function classes(values) {
    const ordered = [...values].sort((a, b) => a - b);
    const bounds = [];
    for (let number = 1; number < 4; number += 1) {
      const bound = ordered[Math.min(Math.floor((ordered.length * number) / 4), ordered.length - 1)];
      if (bound > (bounds.length ? bounds[bounds.length - 1] : ordered[0])) bounds.push(bound);
    }
    return bounds;
  }
  function classOf(value, bounds, polarity) {
    const level = bounds.filter((bound) => value >= bound).length;
    const half = (level * 3) / Math.max(bounds.length, 1);
    const place = 1 + Number(fixed(half, 0));
    return polarity === "higher" ? `band-${5 - place}` : polarity === "lower" ? `band-${place}` : `level-${place}`;
  }

  // A value in the room that a tile has; to one decimal where a map has small values with decimals.
  const tilePlaces = (values) =>
    Number(Math.max(...values.map(Math.abs)) < 100 && values.some((value) => Math.abs(value) < 10 && value !== Math.trunc(value)));
  function tileSign(value, places) {
    const size = Math.abs(value);
    if (size >= 1e6) return `${fixed(value / 1e6, 0)}m`;
    return size >= 1000 ? `${fixed(value / 1e3, 0)}k` : fixed(value, places);
  }
  // What the marks of a chart mean: each entry a shape, a class and words.
  const SHAPES = {
    line: ["fan", 24, (css) => `<path class="${css}" d="M1 7h22"/>`],
    area: ["fan", 24, (css) => `<path class="${css}" d="M1 1h22v12h-22z"/>`],
    dot: ["regions", 14, (css) => `<circle class="${css}" cx="7" cy="7" r="5"/>`],
    bar: ["regions", 10, (css) => `<line class="${css}" x1="5" x2="5" y1="0" y2="14"/>`],
    interval: ["ranks", 24, (css) => `<line class="${css}" x1="3" x2="21" y1="7" y2="7"/>`],
    sign: ["tiles", 18, (css) => `<text class="${css}" x="9" y="11">?</text>`],
    tile: ["tiles", 18, (css) => `<path class="${css}" d="M1 1h16v12h-16z"/>`],
  };
  const key = (entries) =>
    entries
      .map(([shape, css, words]) => {
        const [kind, width, drawn] = SHAPES[shape];
        return `<li><svg class="sample ${kind}" width="${width}" height="14" aria-hidden="true">${drawn(escaped(css))}</svg> <span>${escaped(words)}</span></li>`;
      })
      .join("");

  return { shown, exactly, limit, periodWords, whenOf, filedWords, side, scale, tickWords, tileSign, tilePlaces, key, rankedDots, regionStrip, tileMap, classes, classOf, escaped,
    short, percent, text, picture };
})();
