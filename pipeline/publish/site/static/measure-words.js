// What the charts of a measure say of a chosen period, in the words of the page when it was built.
"use strict";

const measureWords = (() => {
  const { shown, limit, side } = drawings;
  const { count } = figures;

  const word = (about, value, decimals) => shown(value, about.unit, decimals);

  function rankWords(row, { ranked, withheld }) {
    return withheld ? `rank ${row.rank} to ${row.rank + withheld} of ${ranked + withheld}` : `rank ${row.rank} of ${ranked}`;
  }
  function rankedWords(about, row, period, counted) {
    let words = word(about, row.value, row.decimals);
    if (row.lower !== undefined) words += ` (${word(about, row.lower)} to ${word(about, row.upper)})`;
    if (row.rank) words += `, ${rankWords(row, period)}`;
    if (period.doubts?.[row.code]) words += ", doubtful";
    if (row.lower === undefined && row.least && about.unit === "%")
      words += `, of at least ${row.least}${row.least > 1 ? counted : ""}`;
    return words;
  }
  // As it stands at its dot: with no more of its unit than a sign.
  const sign = (about) => (["%", "£"].includes(about.unit) ? about.unit : "");
  const brief = (about, row, period) => shown(row.value, sign(about), row.decimals) + (period.doubts?.[row.code] ? " (?)" : "");
  // What the colours of dots mean, of those that are drawn.
  function sides(about, period, drawn) {
    const { polarity, unit } = about;
    const said = { better: "better than the median CCG", worse: "worse than the median CCG", same: "at the median" };
    const keys = Object.entries(polarity === "none" ? { same: "a CCG" } : said)
      .filter(([css]) => drawn.some((row) => side(row.value, period.median, polarity) === css))
      .map(([css, words]) => ["dot", css, words]);
    const standard = period.standard !== undefined && ["line", "standard", `standard: ${limit(period.comparator, period.standard, unit)}`];
    return standard ? [...keys, standard] : keys;
  }
  // The ten that come first; where more than ten are alike at the tenth place, those that come before them.
  function ten(ordered) {
    if (ordered.length <= 10 || ordered[10].value !== ordered[9].value) return ordered.slice(0, 10);
    const alike = ordered.filter((row) => row.value === ordered[10].value);
    return alike.length > 10 ? ordered.slice(0, ordered.indexOf(alike[0])) : ordered.slice(0, 10);
  }
  // What the order bears: who is not in it, and how much a difference says.
  function howSure(about, period, ordered, all, region) {
    const first = about.polarity === "higher" ? "Lowest" : "Highest";
    const further = first === "Lowest" ? "lower" : "higher";
    const inside = region ? ordered.filter((row) => row.region === region) : ordered;
    const hidden = region ? all.filter((row) => row.value === null && row.region === region).length : (period.withheld ?? 0);
    const isSuppressed = region || hidden === period.suppressed;
    let words = `${first} of the ${count(inside.length, "CCG")} with a figure`;
    if (hidden) words += `; ${hidden} more ${hidden === 1 ? "is" : "are"} ${isSuppressed ? "suppressed" : "without one"} and could be ${further}`;
    if (period.missing) words += `; ${period.missing} of the ${period.open} then open ${period.missing === 1 ? "has" : "have"} no row`;
    words += ".";
    if (period.intervals) words += " Two CCGs whose 95% intervals overlap may not differ.";
    else if (about.unit === "%") words += " Numbers of people are not published, so gaps of a few points mean little.";
    return words + (ten(inside).some((row) => period.doubts?.[row.code]) ? " A figure with (?) is doubtful; the table below says why." : "");
  }
  // What is to be said of north and south by the rule that the page states; undefined where it has no answer.
  const NORTH = ["North East and Yorkshire", "North West"];
  const SOUTH = ["London", "South East", "South West"];
  const DIVIDE = "A clean divide: both northern regions on one side of England’s figure and London, South East and South West on the other, each by a point or more.";
  function northSouth(about, regions, england) {
    const known = new Map(regions.map((one) => [one.name, one.published]));
    if (about.unit !== "%" || england === undefined || [...NORTH, ...SOUTH].some((name) => (known.get(name) ?? null) === null)) return undefined;
    const sideOf = (name) => (Math.abs(known.get(name) - england) < 1 ? 0 : Math.sign(known.get(name) - england));
    const [north, south] = [NORTH, SOUTH].map((part) => [...new Set(part.map(sideOf))]);
    if (String(north) === "-1" && String(south) === "1") return "Lower in the north than in the south";
    if (String(north) === "1" && String(south) === "-1") return "Higher in the north than in the south";
    return [north, south].some((part) => part.includes(-1) && part.includes(1)) ? "No clean north–south divide" : undefined;
  }

  return { rankWords, rankedWords, sign, brief, sides, ten, howSure, northSouth, DIVIDE };
})();
