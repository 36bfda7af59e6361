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
    if (!["%", "per 100,000", "days"].includes(unit)) return plainly(value, unit, decimals);
    const size = Math.abs(value);
    const most = size >= 1 || size === 0 ? 1 : 1 - Math.floor(Math.log10(size));
    let text = thousands(fixed(value, decimals === undefined ? most : Math.min(most, decimals)));
    if (decimals === undefined) text = bare(text);
    return unit === "%" ? `${text}%` : `${text} ${unit}`;
  }
  function plainly(value, unit, decimals) {
    if (unit === "yes or no" && (value === 0 || value === 1)) return value ? "yes" : "no";
    let places = decimals;
    if (places === undefined || places > 3) {
      const enough = (n) => Math.abs(value - Number(fixed(value, n))) <= Math.abs(value) * 5e-5;
      places = Math.abs(value) >= 1000 ? 0 : [0, 1, 2, 3, 4, 5, 6, 7, 8].find((n) => n === 8 || enough(n));
    }
    const text = thousands(fixed(value, places));
    return unit === "£" ? `£${text}` : `${text} ${unit}`.trim();
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
    if (Math.abs(value) >= 1e6) text = `${bare(thousands(fixed(value / 1e6, 3)))}m`;
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
    return on
      .ticks()
      .map((tick) => {
        const at = on.at(tick);
        const css = at < 4 ? "tick" : at > 96 ? "tick end" : "tick middle";
        const line = `<line class="grid" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="${height}"/>`;
        return line + text(tickWords(tick, unit), percent(at), height + 18, css);
      })
      .join("");
  }
  const upright = (css, on, value, height) =>
    value === null || value === undefined
      ? ""
      : `<line class="${css}" x1="${percent(on.at(value))}" x2="${percent(on.at(value))}" y1="0" y2="${height}"/>`;

  // rows: {name, value, words, lower, upper, css}
  function rankedDots(rows, label, { unit, standard }) {
    const low = Math.min(...rows.map((row) => row.lower ?? row.value));
    const high = Math.max(...rows.map((row) => row.upper ?? row.value));
    const nought = low >= 0 && low <= 2 * (high - low) ? 0 : null;
    const on = scale([...rows.flatMap((row) => [row.value, row.lower, row.upper]), standard, nought]);
    const height = rows.length * 54;
    const parts = [grid(on, height, unit)];
    rows.forEach((row, number) => {
      const y = number * 54 + 24;
      parts.push(text(row.name, "0", y - 9, "name"), text(row.words, "0", y + 18, "value"));
      parts.push(`<line class="track" x1="0" x2="100%" y1="${y}" y2="${y}"/>`);
      if (row.lower !== undefined)
        parts.push(
          `<line class="interval" x1="${percent(on.at(row.lower))}" x2="${percent(on.at(row.upper))}" y1="${y}" y2="${y}"/>`,
        );
      const title = `<title>${escaped(row.name)}: ${escaped(row.words)}</title>`;
      parts.push(`<circle class="${row.css}" cx="${percent(on.at(row.value))}" cy="${y}" r="5">${title}</circle>`);
    });
    parts.push(upright("standard", on, standard, height));
    return picture("ranks", label, parts, `width="100%" height="${height + 28}"`);
  }

  // Dots that would touch stand one above another, the tallest stack within the row.
  function stacked(values, on, base, median, polarity) {
    const levels = [];
    const inOrder = [...values].sort(([a, x], [b, y]) => on.at(x) - on.at(y) || (a < b ? -1 : a > b ? 1 : 0));
    const placed = inOrder.map(([name, value]) => {
      const at = on.at(value);
      const found = levels.findIndex((last) => at - last >= 1.1);
      const level = found < 0 ? levels.length : found;
      levels[level] = at;
      return [name, value, at, level];
    });
    const step = Math.min(7, 26 / Math.max(levels.length - 1, 1));
    return placed.map(
      ([name, value, at, level]) =>
        `<circle class="${side(value, median, polarity)}" cx="${percent(at)}" ` +
        `cy="${Number((base - 4 - level * step).toPrecision(4))}" r="3.5"><title>${escaped(name)}</title></circle>`,
    );
  }
  // regions: {name, values: [[words, value]], published, words}
  function regionStrip(regions, label, { polarity, median, standard, unit }) {
    const numbers = regions.flatMap((region) => [...region.values.map(([, value]) => value), region.published]);
    const on = scale([...numbers, standard], polarity);
    const height = regions.length * 64;
    const parts = [grid(on, height, unit), upright("standard", on, standard, height)];
    regions.forEach((region, number) => {
      const base = number * 64 + 56;
      parts.push(text(region.name, "0", base - 43, "name"));
      parts.push(`<line class="track" x1="0" x2="100%" y1="${base}" y2="${base}"/>`);
      parts.push(...stacked(region.values, on, base, median, polarity));
      if (region.published !== null) {
        const at = on.at(region.published);
        const css = at < 4 ? "published" : at > 88 ? "published end" : "published middle";
        const x = percent(at);
        parts.push(`<line class="region" x1="${x}" x2="${x}" y1="${base - 24}" y2="${base + 4}"/>`);
        parts.push(text(region.words, x, base - 28, css));
      }
    });
    return picture("regions", label, parts, `width="100%" height="${height + 28}"`);
  }

  // tiles: {code, column, row, css, words, sign, href}; hexagons that stand on a corner, odd rows half a tile further east.
  function tileMap(tiles, label) {
    const at = tiles.map((tile) => [20 * tile.column + 10 * (tile.row % 2), 17.3 * tile.row]);
    const [left, top] = [Math.min(...at.map(([x]) => x)), Math.min(...at.map(([, y]) => y))];
    const width = Math.max(...at.map(([x]) => x)) - left + 20;
    const height = Math.max(...at.map(([, y]) => y)) - top + 23;
    const parts = tiles.map((tile, number) => {
      const [x, y] = [at[number][0] - left + 10, at[number][1] - top + 0.5];
      const title = `<title>${escaped(tile.words)}</title>`;
      const shape = `<path class="${tile.css}" d="M${x} ${short(y)}l9.5 5.5v11l-9.5 5.5-9.5-5.5v-11z">${title}</path>`;
      const sign = `<text class="${tile.css}" x="${x}" y="${short(y + 14)}" aria-hidden="true">${escaped(tile.sign)}</text>`;
      const inside = shape + (tile.sign ? sign : "");
      return `<a data-code="${escaped(tile.code)}" href="${escaped(tile.href)}" tabindex="-1" ${named(tile.words)}>${inside}</a>`;
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
  // shown: {periods, deciles, england, standard, area, unit}, each with an entry for every period, null where there is none
  function fan({ periods, deciles, england, standard, area, unit }, label) {
    const spread = deciles.flatMap((row) => row ?? []);
    const on = scale([...spread, ...england, ...standard, ...area]);
    const along = Math.max(periods.length - 1, 1);
    const x = (number) => short((1000 * (number + 0.5)) / (along + 1));
    const y = (value) => short(230 - (220 * on.at(value)) / 100);
    const line = (css, values) => {
      const drawn = runs(values).map(
        (run) => `M${run.map(([number, value]) => `${x(number)} ${y(value)}`).join("L")}${run.length === 1 ? "h0" : ""}`,
      );
      return drawn.length ? `<path class="${css}" d="${drawn.join("")}"/>` : "";
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
      line("standard", standard),
      line("england", england),
      line("area", area),
    ];
    const words = ticks.map((tick) => text(tickWords(tick, unit), "0", Number(y(tick)) - 3, "tick"));
    const count = periods.length;
    const step = Math.max(1, Math.ceil((count - 1) / 5));
    for (let [place, number] = [0, count - 1]; number >= 0; [place, number] = [place + 1, number - step]) {
      const isLast = count > 1 && number === count - 1;
      const isSparse = place % 2 || (periods[number].length > 10 && place && number >= step);
      const css = (isLast ? "tick end" : "tick middle") + (isSparse ? " sparse" : "");
      words.push(text(periods[number], percent(isLast ? 100 : (100 * (number + 0.5)) / count), 260, css));
    }
    const inner = '<svg viewBox="0 0 1000 240" preserveAspectRatio="none" width="100%" height="240">';
    return picture("fan", label, [inner, ...shapes, "</svg>", ...words], 'width="100%" height="276"');
  }

    // A value in the room that a tile has: three characters.
  function tileSign(value) {
    const size = Math.abs(value);
    if (size >= 1e6) return `${fixed(value / 1e6, 0)}m`;
    return size >= 1000 ? `${fixed(value / 1e3, 0)}k` : fixed(value, size >= 10 || value === Math.trunc(value) ? 0 : 1);
  }

  return { shown, side, scale, tickWords, tileSign, rankedDots, regionStrip, tileMap, classes, classOf, fan, escaped };
})();
