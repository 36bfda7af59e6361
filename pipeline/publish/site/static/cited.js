// A cited figure: its key taken apart, and what it says in this release.
"use strict";

(() => {
  const root = document.body.dataset.root;
  const form = document.getElementById("cited");
  const input = document.getElementById("key");
  const told = document.getElementById("told");
  const report = document.getElementById("report-text");
  const PARTS = { value: 4, rating: 5, claim: 2 };

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
      const found = await valueNow(parts);
      const [measure, period, organisation, file] = parts;
      unit = found.unit;
      now = found.row && written(found.row.value);
      lines.push([`${measure.replaceAll("_", " ")}, ${period}, ${organisation}`]);
      lines.push([`Cited: ${inWords(said, unit)}, from ${file}${release ? `, in release ${release}` : ""}.`]);
      if (found.row) {
        const other = found.row.from === file ? "" : ` It is now stated by ${found.row.from}.`;
        lines.push([`Now: ${inWords(now, unit)}, in ${words}. ${same(said, now) ? "Unchanged." : "Changed."}${other}`]);
        lines.push(["The cell as printed", `${root}sources/${fileName(found.row.from)}/${fileName(measure)}.html#${anchor(organisation)}-${anchor(period)}`]);
      }
      lines.push(["The measure", `${root}measures/${fileName(measure)}.html`]);
    } else {
      const found = (await given("said", form.dataset.said))?.[subject];
      now = found && plain(found[0]);
      lines.push([`${kind === "claim" ? "Claim" : "Rating"}: ${parts.join(", ").replaceAll("_", " ")}`]);
      lines.push([`Cited: ${inWords(said, "")}${release ? `, in release ${release}` : ""}.`]);
      if (found) {
        lines.push([`Now: ${inWords(now, "")}, in ${words}. ${said === now ? "Unchanged." : "Changed."}`]);
        lines.push(["The line that states it", root + found[1]]);
      }
    }
    if (now === undefined)
      lines.push([`These pages have no such figure now: ask ccg-ratings trace --cite ${text}`]);
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
