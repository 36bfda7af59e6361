// A chart as a picture to keep, and what a citation names: the release, and the page. The release stands in a script of
// its own, so that a page is the same file from one release to the next where its figures are.
"use strict";

(() => {
  // What a style sheet gives a shape, as attributes: a picture by itself has no style sheet.
  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "vector-effect", "paint-order", "display", "opacity"];
  const OF_TEXT = ["font-family", "font-size", "font-weight", "text-anchor"];
  const EDGE = 16;
  const SVG = "http://www.w3.org/2000/svg";
  const measuring = document.createElement("canvas").getContext("2d");

  const made = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const said = (node) => (node && !node.hidden ? node.textContent.replace(/\s+/g, " ").trim() : "");

  // A drawing with its styles as attributes; its classes are left behind.
  function bare(shown) {
    const copy = shown.cloneNode(true);
    const copies = [copy, ...copy.querySelectorAll("*")];
    [shown, ...shown.querySelectorAll("*")].forEach((node, number) => {
      const style = getComputedStyle(node);
      for (const name of node.tagName === "text" ? [...KEPT, ...OF_TEXT] : KEPT) {
        const value = style.getPropertyValue(name);
        if (value && value !== "auto" && !(name === "display" && value !== "none")) copies[number].setAttribute(name, value);
      }
      copies[number].removeAttribute("class");
      copies[number].removeAttribute("tabindex");
    });
    copy.setAttribute("overflow", "visible");
    return copy;
  }
  // Lines that fit the picture, the first at `y`; the words and where they end.
  function lines(words, y, width, size, weight, fill) {
    measuring.font = `${weight} ${size}px system-ui, sans-serif`;
    const found = [];
    for (const word of words.split(" ")) {
      const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
      if (found.length && measuring.measureText(longer).width <= width) found[found.length - 1] = longer;
      else found.push(word);
    }
    const step = Math.round(size * 1.35);
    const nodes = found.map((line, number) => {
      const node = made("text", { x: EDGE, y: y + size + number * step, fill, "font-family": "system-ui, sans-serif", "font-size": size, "font-weight": weight });
      node.textContent = line;
      return node;
    });
    return [nodes, y + found.length * step];
  }
  // The entries of the key in rows.
  function legend(figure, y, width, ink) {
    const nodes = [];
    let [x, row] = [EDGE, y + 6];
    for (const entry of figure.querySelectorAll(".key li")) {
      const [sample, words] = [entry.querySelector("svg"), said(entry)];
      if (!words) continue;
      measuring.font = "400 12px system-ui, sans-serif";
      const room = sample ? sample.getBoundingClientRect().width + 6 : 0;
      const whole = room + measuring.measureText(words).width + 18;
      if (x > EDGE && x + whole > EDGE + width) [x, row] = [EDGE, row + 20];
      if (sample) {
        const copy = bare(sample);
        for (const [name, value] of Object.entries({ x, y: row })) copy.setAttribute(name, value);
        nodes.push(copy);
      }
      const text = made("text", { x: x + room, y: row + 11, fill: ink, "font-family": "system-ui, sans-serif", "font-size": 12 });
      text.textContent = words;
      nodes.push(text);
      x += whole;
    }
    return [nodes, nodes.length ? row + 22 : y];
  }

  // The figure alone: title, what it is of, key, drawing, notes and source; always for paper, whatever the scheme.
  function alone(figure) {
    document.documentElement.classList.add("as-light");
    try {
      const shown = figure.querySelector(":scope > svg");
      const [plot, place] = [shown.getBoundingClientRect(), figure.getBoundingClientRect()];
      const [ink, quiet] = ["--ink", "--quiet"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim());
      const inner = Math.max(place.width, 420);
      const parts = [];
      let y = EDGE;
      const put = ([nodes, next]) => {
        parts.push(...nodes);
        y = next;
      };
      put(lines(said(figure.querySelector("figcaption")), y, inner, 16, 600, ink));
      for (const name of [".about", ".told"]) {
        const words = said(figure.querySelector(`:scope > ${name}`));
        if (words) put(lines(words, y, inner, 12, 400, quiet));
      }
      put(legend(figure, y, inner, ink));
      const copy = bare(shown);
      const at = { x: EDGE + plot.left - place.left, y: y + 10, width: plot.width, height: plot.height };
      for (const [name, value] of Object.entries(at)) copy.setAttribute(name, value);
      parts.push(copy);
      y += plot.height + 18;
      const note = said(figure.querySelector(":scope > .note"));
      if (note) put(lines(note, y, inner, 11, 400, quiet));
      put(lines(said(figure.querySelector(".cite p")), y + 4, inner, 11, 400, quiet));
      const size = { width: Math.ceil(inner + 2 * EDGE), height: Math.ceil(y + EDGE) };
      const whole = made("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}` });
      whole.append(made("rect", { width: "100%", height: "100%", fill: "#ffffff" }), ...parts);
      return { text: new XMLSerializer().serializeToString(whole), ...size };
    } finally {
      document.documentElement.classList.remove("as-light");
    }
  }

  function save(address, name) {
    const link = document.createElement("a");
    [link.href, link.download] = [address, name];
    link.click();
  }
  async function keep(button) {
    const figure = button.closest("figure");
    const { text, width, height } = alone(figure);
    const name = `${document.title.split(" · ")[0]} ${figure.dataset.drawing}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    if (button.dataset.picture === "svg") return save(address, `${name}.svg`);
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return save(canvas.toDataURL("image/png"), `${name}.png`);
  }

  for (const button of document.querySelectorAll("[data-picture]")) {
    button.hidden = false;
    button.addEventListener("click", () => keep(button));
  }
  const release = window.ccgRatings?.release;
  for (const place of document.querySelectorAll("[data-release]")) place.textContent = release ? `${release.words}.` : "";
  // On a web server a page has an address that leads to it.
  if (location.protocol.startsWith("http"))
    for (const place of document.querySelectorAll("[data-address]")) place.textContent = location.href.replace(/#.*/, "");
})();
