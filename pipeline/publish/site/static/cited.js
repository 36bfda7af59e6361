// A cited figure: its key taken apart, and what it says in this release.
"use strict";

(() => {
  const root = document.body.dataset.root;
  const form = document.getElementById("cited");
  const input = document.getElementById("key");
  const told = document.getElementById("told");
  const report = document.getElementById("report-text");
  const PARTS = { value: 4, rating: 5, claim: 2, sum: 4 };

  const load = (path) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: root + path, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  async function given(name, path) {
    if (!window.ccgRatings?.[name]) await load(path).catch(() => {});
    return window.ccgRatings?.[name];
  }
  const plain = (part) => decodeURIComponent(part.replaceAll("+", " "));
  // As the pages' addresses are made: whatever is no letter, digit, point, hyphen or underscore becomes ~xx.
  const fileName = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll("%", "~");
  const anchor = (text) => fileName(text.replaceAll("/", "-").replaceAll(" ", "-")).replaceAll("~3A", ":");

  async function parsed(text) {
    const [body, release] = text.trim().split("@");
    const cut = body.lastIndexOf("~");
    const sealed = body.slice(0, cut);
    const [subject, said] = sealed.split("=");
    const [kind, ...parts] = subject.split(":");
    if (cut < 0 || said === undefined || parts.length !== PARTS[kind]) throw new Error("This is no key of a figure.");
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sealed));
    const check = [...new Uint8Array(bytes)].slice(0, 2).map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (check !== body.slice(cut + 1)) throw new Error("This key is not as it was made: a character is missing or another one.");
    return { kind, subject, said: plain(said), parts: parts.map(plain), release };
  }

  // What counts now for a value's measure, period and organisation, or undefined where the pages have none.
  async function valueNow([measure, period, organisation, file]) {
    const cut = organisation.indexOf(".");
    const [kind, code] = cut < 0 ? ["ccg", organisation] : [organisation.slice(0, cut), organisation.slice(cut + 1)];
    const data = await given(`measure ${measure}`, `data/measures/${fileName(measure)}.js`);
    const rows = (data?.periods ?? [])
      .filter((one) => one.period === period)
      .flatMap((one) =>
        one.of.filter(([of]) => of === kind).flatMap(([, from, , , , , found]) =>
          found.filter(([own]) => own === code).map(([, value]) => ({ from, value })),
        ),
      );
    return { unit: data?.measure.unit ?? "", row: rows.find((row) => row.from === file) ?? rows[0] };
  }
  const written = (value) => (value === null ? "suppressed" : Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(10))));
  const same = (said, now) => said === now || (said !== "" && now !== "" && Number(said) === Number(now));
  const inWords = (said, unit) => (unit && !Number.isNaN(Number(said)) ? (unit === "%" ? `${said}%` : `${said} ${unit}`) : said.replaceAll("_", " "));

  // The names of what a key has codes of; a code where the pages know no name.
  async function named(organisation) {
    const cut = organisation.indexOf(".");
    const [kind, code] = [organisation.slice(0, Math.max(cut, 0)), organisation.slice(cut + 1)];
    return (await window.ccgRatings.areaOf(kind === "stp_2016" ? `stp-2016-${code}` : code))?.name ?? organisation;
  }
  const documentName = (file) => window.ccgRatings?.documents?.[file] ?? file;
  const isRead = (file) => Boolean(window.ccgRatings?.documents?.[file]);
  // Why a figure is another one now, or stated by another document.
  function why(file, said, now, from, told) {
    const unchanged = same(said, now ?? "");
    const instead = now === undefined ? "no other document that is read states it" : `${documentName(from)} states ${unchanged ? "the same" : "another figure"}`;
    if (!isRead(file)) return `Withdrawn: ${file} is not read any more; ${instead}.`;
    if (now === undefined) return `Withdrawn: it is not taken from ${documentName(file)} any more.`;
    if (from !== file) return unchanged ? `Unchanged, and stated again by ${documentName(from)}.` : `Changed: restated by ${documentName(from)}.`;
    if (unchanged) return "Unchanged.";
    return told ? `Changed: ${told}.` : `Changed: nothing is restated, but ${documentName(file)} is now read otherwise.`;
  }

  function say(lines) {
    told.replaceChildren(
      ...lines.map(([text, href]) => {
        const line = document.createElement("p");
        if (href) {
          const link = document.createElement("a");
          Object.assign(link, { href, textContent: text });
          line.append(link);
        } else line.textContent = text;
        return line;
      }),
    );
  }

  async function show(text) {
    report.closest("section").hidden = true;
    if (!text) return say([]);
    let key;
    try {
      key = await parsed(text);
    } catch (error) {
      return say([[error instanceof URIError ? "This is no key of a figure." : error.message]]);
    }
    const { kind, subject, said, parts, release } = key;
    const words = window.ccgRatings?.release?.words.replace(/^In: /, "") ?? "this release";
    const lines = [];
    let now, unit = "";
    if (kind === "value") {
      const [measure, period, organisation, file] = parts;
      // All that is asked for is loaded at once.
      const [found, corrections, about] = await Promise.all([valueNow(parts), given("said", form.dataset.said), window.ccgRatings.measureOf(measure)]);
      unit = found.unit;
      now = found.row && written(found.row.value);
      const told = corrections?.[subject]?.[2];
      const name = about?.name ?? measure.replaceAll("_", " ");
      lines.push([`${await named(organisation)}, ${name}, ${period}`]);
      lines.push([`Cited: ${inWords(said, unit)}, from ${documentName(file)}${release ? `, in release ${release}` : ""}.`]);
      if (!found.row) lines.push([why(file, said)]);
      if (found.row) {
        lines.push([`Now: ${inWords(now, unit)}, in ${words}. ${why(file, said, now, found.row.from, told)}`]);
        const year = /^[0-9]{4}-[0-9]{2}$/.test(period) ? `~${period.slice(0, 4)}` : "";
        lines.push(["The cell as printed", `${root}sources/${fileName(found.row.from)}/${fileName(measure)}${year}.html#${anchor(organisation)}-${anchor(period)}`]);
      }
      lines.push(["The measure", `${root}measures/${fileName(measure)}.html`]);
    } else if (kind === "sum") {
      const [measure, period, area, source] = parts;
      const found = (await given(`sums ${measure}`, `data/sums/${fileName(measure)}.js`))?.[`${period}:${area}:${source}`];
      now = found?.[0];
      const name = (await window.ccgRatings.measureOf(measure))?.name ?? measure.replaceAll("_", " ");
      lines.push([`${await named(area)}, ${name}, ${period}, worked out from the counts of ${source.replaceAll("_", " ")}`]);
      lines.push([`Cited: ${inWords(said, "%")}${release ? `, in release ${release}` : ""}.`]);
      if (found) {
        lines.push([`Now: ${inWords(now, "%")}, ${found[1]}, in ${words}. ${same(said, now) ? "Unchanged." : "Changed: the counts that are read now come to another sum."}`]);
        lines.push(["The page of the area", `${root}areas/${fileName(area.split(".").pop().toLowerCase())}.html`]);
        lines.push(["The cells whose counts are added up", `${root}sources/${fileName(found[2])}/${fileName(measure)}.html`]);
      }
    } else {
      const found = (await given("said", form.dataset.said))?.[subject];
      now = found && plain(found[0]);
      const file = kind === "claim" ? parts[0] : parts[4];
      const about = parts[0].replaceAll("_", " ");
      lines.push([kind === "claim"
        ? `Claim of ${documentName(file)}, line ${parts[1].split(".")[0]}`
        : `${await named(parts[2])}, ${about} rating ${parts[1]}, from ${documentName(file)}`]);
      lines.push([`Cited: ${inWords(said, "")}${release ? `, in release ${release}` : ""}.`]);
      if (found) {
        lines.push([`Now: ${inWords(now, "")}, in ${words}. ${why(file, said, now, file, found[2])}`]);
        lines.push(["The line that states it", root + found[1]]);
      }
    }
    if (now === undefined) lines.push([`These pages have no such figure now. In a terminal: ccg-ratings trace --cite ${text}`]);
    say(lines);
    report.value = `Key: ${text}\nWhat is wrong: \nThe right value, and where it is printed: \n`;
    report.closest("section").hidden = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = input.value.trim();
  });
  function fromAddress() {
    const text = location.hash.slice(1) || (new URLSearchParams(location.search).get("key") ?? "");
    input.value = text;
    show(text);
  }
  addEventListener("hashchange", fromAddress);
  addEventListener("DOMContentLoaded", fromAddress);
})();
