// Search: areas, measures, ratings and claims by whole words, then their beginnings, then words typed wrong; suggestions while typing.
"use strict";

(() => {
  const registry = (window.ccgRatings ??= {});
  const root = document.body.dataset.root;
  const SHOWN = 8;
  const ALL_SHOWN = 50;
  // What a match in each kind of words is worth: a name, another name, a topic, names of predecessors and successors,
  // words of the description, and the areas that an area lies in.
  const NAME = 1, OTHER = 0.8, TOPIC = 0.6, KIN = 0.5, TOLD = 0.35, WITHIN = 0.25;
  const SMALL = new Set("a and by ccg clinical commissioning for from group in nhs of on or the to who with".split(" "));
  const NUMBERS = { one: "1", two: "2", three: "3", four: "4", six: "6", seven: "7", ten: "10", twelve: "12", eighteen: "18" };
  // Names of services that are in no measure's name, each with a word that is.
  const ALSO = { camhs: "children", cypmhs: "children", ld: "learning" };
  const KINDS = {
    country: ["country", ""], region: ["region", "Region"], past_region: ["region", "Former region"], board: ["icb integrated care board", "ICB"], ccg: ["ccg", "CCG"],
    stp: ["stp", "STP"], hub: ["hub", "Commissioning hub"],
  };

  const plain = (text) =>
    text.normalize("NFKD").replace(/[\p{M}'’]/gu, "").replace(/&/g, " and ").replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase();
  const stem = (word) =>
    word.length < 5 ? word : word.replace(/ies$/, "y").replace(/(ing|ed|es|s)$/, "").replace(/e$/, "");
  const wordsOf = (text) => {
    const all = plain(text).split(" ").filter(Boolean).map((word) => NUMBERS[word] ?? word);
    const telling = all.filter((word) => !SMALL.has(word));
    return telling.length ? telling : all;
  };

  // Letters added, left out, changed or exchanged with the next; more than `most` is not counted.
  function mistakes(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let [before, last] = [[], [...Array(other.length + 1).keys()]];
    for (let i = 1; i <= one.length; i++) {
      const now = [i];
      for (let j = 1; j <= other.length; j++) {
        const changed = last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
        now[j] = Math.min(changed, last[j] + 1, now[j - 1] + 1);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
      }
      if (Math.min(...now) > most) return most + 1;
      [before, last] = [last, now];
    }
    return last[other.length];
  }

  // How well a typed word is a word of the index: 1 is the same; 0 another.
  function likeness(typed, word) {
    if (typed === word) return 1;
    if (stem(typed) === stem(word)) return 0.95;
    if (ALSO[typed] === word) return 0.9;
    if (word.startsWith(typed)) return 0.7 + 0.2 * (typed.length / word.length);
    if (typed.length < 4 || /\d/.test(typed)) return 0;
    const most = typed.length < 8 ? 1 : 2;
    const found = mistakes(typed, word, most);
    if (found <= most) return found === 1 ? 0.6 : 0.45;
    if (typed.length < 5 || word.length <= typed.length) return 0;
    return mistakes(typed, word.slice(0, typed.length), 1) === 1 ? 0.4 : 0;
  }

  function entry(kind, code, name, address, note, others, worth, groups) {
    const fields = new Map();
    const put = (text, weight) => {
      for (const word of wordsOf(text)) fields.set(word, Math.max(weight, fields.get(word) ?? 0));
    };
    put(name, NAME);
    put(code.replace(/_/g, " "), OTHER);
    for (const other of others) put(other, OTHER);
    for (const [texts, weight] of groups) for (const text of texts) put(text, weight);
    const names = [[wordsOf(name), NAME], ...others.map((other) => [wordsOf(other), OTHER])];
    return { kind, code, name, address, note, worth, fields, names };
  }

  const bare = (name) => name.replace(/ (ICB|STP)$/, "");
  function entriesOf(index) {
    const areas = new Map(index.areas.map((area) => [area[0], area]));
    const before = new Map();
    for (const area of index.areas) if (area[6]) before.set(area[6], [...(before.get(area[6]) ?? []), area[1]]);
    const found = index.areas.map(([code, name, kind, address, parent, years, successor, others]) => {
      const within = [];
      for (let at = areas.get(parent); at; at = areas.get(at[4])) within.push(at[1]);
      const now = areas.get(successor);
      const note = [KINDS[kind][1], years, now ? `now ${now[1]}` : kind === "ccg" ? within[0] : ""].filter(Boolean).join(" · ");
      const kin = [...(before.get(code) ?? []), ...(now ? [now[1]] : [])];
      const groups = [[kin, KIN], [within.map(bare), WITHIN], [[KINDS[kind][0]], WITHIN]];
      const worth = ["stp", "hub", "past_region"].includes(kind) ? -0.2 : now ? 0 : 0.15;
      return { ...entry("area", code, bare(name), address, note, others, worth, groups), name, followedBy: now && wordsOf(now[1]) };
    });
    for (const [id, name, address, topic, standard, comparable, figures, others, told] of index.measures) {
      const note = ["Measure", index.topics[topic], figures ? "" : "no figures"].filter(Boolean).join(" · ");
      const worth = (figures ? 0.1 : -0.3) + (standard ? 0.3 : 0) + (comparable ? 0.1 : 0);
      found.push(entry("measure", id, name, address, note, others, worth, [[[index.topics[topic]], TOPIC], [[told], TOLD]]));
    }
    for (const [name, address, periods, bands] of index.ratings ?? [])
      found.push(entry("rating", "", name, address, `Ratings of CCGs · ${periods}`, [], 0.4, [[["CCG rating rated band", ...bands], OTHER]]));
    for (const [name, address, verdict, said] of index.claims ?? [])
      found.push(entry("claim", "", name, address, `Claim, checked: ${verdict}`, said, -0.3, [[["claim article"], WITHIN]]));
    return found;
  }

  const follows = (words, part) =>
    words.some((_, at) => part.every((word, number) => words[at + number] && likeness(word, words[at + number]) >= 0.6));

  // What a name adds: being what was typed, beginning with it, having it in one run, having few other words.
  function fit(names, typed, like) {
    let best = 0;
    for (const [words, weight] of names) {
      const same = words.length === typed.length && words.every((word, at) => word === typed[at]);
      const matched = words.filter((word) => typed.some((one) => like(one, word) >= 0.45)).length / words.length;
      const begins = typed.every((word, at) => words[at] && like(word, words[at]) >= 0.6);
      best = Math.max(best, weight * (0.5 * matched + (same ? 2 : begins ? 0.4 : typed.length > 1 && follows(words, typed) ? 0.3 : 0)));
    }
    return best;
  }

  // The entries that have most of the words typed, the best first; `exact` marks one whose name is what was typed.
  function find(query) {
    const { entries, vocabulary } = prepared();
    const typed = wordsOf(query);
    if (!typed.length) return [];
    const likes = new Map(typed.map((word) => [word, new Map()]));
    for (const word of typed)
      for (const known of vocabulary) {
        const how = likeness(word, known);
        if (how) likes.get(word).set(known, how);
      }
    const like = (word, known) => likes.get(word).get(known) ?? 0;
    const code = plain(query);
    const scored = [];
    for (const one of entries) {
      let [matched, total] = [0, 0];
      for (const word of typed) {
        let best = 0;
        for (const [known, how] of likes.get(word)) best = Math.max(best, how * (one.fields.get(known) ?? 0));
        matched += best > 0;
        total += best;
      }
      if (!matched) continue;
      const isCode = one.code.toLowerCase() === code;
      // “Bristol” may mean a body, or the one that followed it with that in its name; the whole name means the former.
      const isBoth = plain(one.name) !== code && typed.every((word) => one.followedBy?.includes(word));
      const exact = isCode || (one.names[0][0].join(" ") === typed.join(" ") && !isBoth);
      scored.push({ ...one, exact, matched, score: total / typed.length + fit(one.names, typed, like) + one.worth + (isCode ? 3 : 0) });
    }
    const most = Math.max(0, ...scored.map((one) => one.matched));
    return scored.filter((one) => one.matched === most).sort((a, b) => b.score - a.score || a.name.localeCompare(b.name, "en-GB"));
  }

  let ready;
  function prepared() {
    if (!ready) {
      const entries = entriesOf(registry.search);
      ready = { entries, vocabulary: new Set(entries.flatMap((one) => [...one.fields.keys()])) };
    }
    return ready;
  }

  let loading;
  function loaded() {
    loading ??= new Promise((resolve, reject) => {
      if (registry.search) return resolve();
      const script = document.createElement("script");
      script.src = `${root}assets/search-index.js`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  // The one hit that there is, or the one whose name is what was typed.
  function only(hits) {
    const exact = hits.filter((hit) => hit.exact);
    return exact.length === 1 ? exact[0] : hits.length === 1 ? hits[0] : undefined;
  }

  // Suggestions beneath an input. Of all hits those of a kind are shown; the one chosen goes to `choose`.
  function combobox(input, choose, kind) {
    const fitting = (query) => find(query).filter((hit) => !kind || hit.kind === kind);
    const list = document.createElement("ul");
    list.id = `${input.id}-hits`;
    list.className = "hits";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    const told = document.createElement("p");
    told.className = "unseen";
    told.setAttribute("role", "status");
    input.after(list, told);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    let hits = [];
    let at = -1;

    function mark(to) {
      at = to;
      [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    }
    function show(found) {
      hits = found.slice(0, SHOWN);
      list.replaceChildren(...hits.map((hit, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        const [name, note] = [document.createElement("b"), document.createElement("span")];
        name.textContent = hit.name;
        note.textContent = hit.note;
        option.append(name, " ", note);
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(hit));
        return option;
      }));
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(Boolean(hits.length)));
      mark(-1);
    }
    function take(hit) {
      show([]);
      choose(hit);
    }
    async function suggest() {
      await loaded();
      const found = input.value.trim() ? fitting(input.value) : [];
      show(found);
      told.textContent = !input.value.trim() ? "" : found.length ? `${hits.length} of ${found.length} shown` : "Nothing found";
    }
    input.addEventListener("focus", () => loaded().catch(() => {}));
    input.addEventListener("input", () => suggest().catch(() => {}));
    input.addEventListener("blur", () => show([]));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") show([]);
      if (!hits.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      event.preventDefault();
      const places = hits.length + 1;
      mark(((at + 1 + (event.key === "ArrowDown" ? 1 : places - 1)) % places) - 1);
    });
    input.form.addEventListener("submit", (event) => {
      // A page of hits is only for a search of everything.
      if (at < 0 && !kind) return;
      event.preventDefault();
      if (at >= 0 || hits.length) take(hits[Math.max(at, 0)]);
    });
  }

  // The page of all hits; where one hit stands out, that is opened in its place.
  async function results(place) {
    const query = new URLSearchParams(location.search).get("q")?.trim();
    if (!query) return;
    await loaded();
    for (const input of document.querySelectorAll("[data-search]")) input.value = query;
    const hits = find(query);
    const single = only(hits);
    if (single) return location.replace(root + single.address);
    const heading = place.querySelector("[data-told]");
    heading.textContent = hits.length ? `${hits.length} found for “${query}”` : `Nothing found for “${query}”. Fewer or shorter words may help.`;
    place.querySelector("ol").replaceChildren(...hits.slice(0, ALL_SHOWN).map((hit) => {
      const item = document.createElement("li");
      const [link, note] = [document.createElement("a"), document.createElement("span")];
      link.href = root + hit.address;
      link.textContent = hit.name;
      note.textContent = hit.note;
      item.append(link, " ", note);
      return item;
    }));
  }

  registry.find = async (query) => {
    await loaded();
    return find(query);
  };
  registry.areaOf = async (code) => {
    await loaded();
    return prepared().entries.find((one) => one.kind === "area" && one.code === code);
  };
  registry.measureOf = async (id) => {
    await loaded();
    return prepared().entries.find((one) => one.kind === "measure" && one.code === id);
  };
  registry.combobox = combobox;
  for (const input of document.querySelectorAll("[data-search]")) combobox(input, (hit) => location.assign(root + hit.address));
  for (const place of document.querySelectorAll("[data-results]")) results(place).catch(() => {});
})();
