// A chart as a picture to keep, and the release that a citation names. The release stands in a script of its own, so
// that a page is the same file from one release to the next where its figures are.
"use strict";

(() => {
  // What a style sheet gives a shape, as attributes: a picture by itself has no style sheet.
  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "vector-effect"];
  const OF_TEXT = ["font-family", "font-size", "font-weight", "text-anchor"];
  const [TOP, FOOT, EDGE] = [34, 26, 12];

  function alone(figure) {
    const shown = figure.querySelector(":scope > svg");
    const { width, height } = shown.getBoundingClientRect();
    const copy = shown.cloneNode(true);
    const copies = [copy, ...copy.querySelectorAll("*")];
    [shown, ...shown.querySelectorAll("*")].forEach((node, number) => {
      const style = getComputedStyle(node);
      for (const name of node.tagName === "text" ? [...KEPT, ...OF_TEXT] : KEPT) {
        const value = style.getPropertyValue(name);
        if (value && value !== "auto") copies[number].setAttribute(name, value);
      }
      copies[number].removeAttribute("class");
    });
    const body = getComputedStyle(document.body);
    const words = (text, y, size, weight) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "text");
      Object.entries({ x: EDGE, y, fill: body.color, "font-family": "system-ui, sans-serif", "font-size": size, "font-weight": weight })
        .forEach(([name, value]) => line.setAttribute(name, value));
      line.textContent = text;
      return line;
    };
    const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const size = { width: width + 2 * EDGE, height: height + TOP + FOOT };
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    Object.entries({ width: "100%", height: "100%", fill: getComputedStyle(document.documentElement).getPropertyValue("--paper") })
      .forEach(([name, value]) => ground.setAttribute(name, value));
    Object.entries({ x: EDGE, y: TOP, width, height }).forEach(([name, value]) => copy.setAttribute(name, value));
    Object.entries(size).forEach(([name, value]) => whole.setAttribute(name, value));
    const cited = figure.querySelector(".cite p").textContent.replace(/\s+/g, " ").trim();
    whole.append(ground, words(figure.querySelector("figcaption").textContent, 22, 15, 600), copy, words(cited, size.height - 9, 10, 400));
    return { text: new XMLSerializer().serializeToString(whole), ...size };
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
})();
