import type { ChartWords, LegendEntry } from "./chart-words.ts";
import { savedFamily } from "./embedded-font.ts";

const namespace = "http://www.w3.org/2000/svg";
/** Pixels of the drawing, as wide as an upright page's text, whatever the screen. */
const drawingWidth = 680;
const margin = 20;
const titleSize = 16;
const smallSize = 11;
/** Of a line of text, a letter's width as a share of its size: on the wide side. */
const letterShare = 0.56;

/** What a chart's styles may say of its elements; of each, the value that needs no word. */
const properties = {
  fill: "rgb(0, 0, 0)",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-width": "1px",
  "stroke-opacity": "1",
  "stroke-dasharray": "none",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
  opacity: "1",
  "font-size": "",
  "font-weight": "400",
  "text-anchor": "start",
  "dominant-baseline": "auto",
  "paint-order": "normal",
  "vector-effect": "none",
} as const;
const transparent = "rgba(0, 0, 0, 0)";
/** Those that matter for text alone. */
const ofText = ["font-size", "font-weight", "text-anchor", "dominant-baseline", "paint-order"];

export interface StandaloneSvg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/**
 * The `svg` elements of a part of the page as one file that needs nothing else: styles are written into it, as the light theme
 * has them; title, legend and source stand around the drawing.
 *
 * @param fontStyle as `embeddedFont` gives it
 */
export function standaloneSvg(drawing: HTMLElement, words: ChartWords, fontStyle: string): StandaloneSvg {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  const stage = stageFor(drawing);
  try {
    // Nothing is painted before it is what it was.
    dataset.theme = "light";
    const box = stage.getBoundingClientRect();
    for (const use of stage.querySelectorAll("use")) drawInPlace(use);
    const pieces = [...stage.querySelectorAll("svg")].filter((svg) => !svg.parentElement?.closest("svg"));
    const drawn = pieces.filter(({ clientWidth, clientHeight }) => clientWidth > 0 && clientHeight > 0);
    const places = drawn.map((svg) => svg.getBoundingClientRect());
    for (const svg of drawn) writeStyles(svg);
    const legend = (words.legend ?? []).map((entry) => ({ ...entry, colour: colourOn(stage, entry.colour) }));
    const width = drawingWidth + 2 * margin;
    const head = headOf(words.title, legend, width);
    const bottom = head.height + Math.ceil(box.height);
    const foot = footOf(words.source, width, bottom);
    const root = element("svg", {
      ...{ xmlns: namespace, width, height: bottom + foot.height },
      viewBox: `0 0 ${width} ${bottom + foot.height}`,
      "font-family": `${savedFamily}, system-ui, sans-serif`,
    });
    root.append(element("title", {}, words.title));
    if (fontStyle) root.append(element("style", {}, fontStyle));
    root.append(element("rect", { width: "100%", height: "100%", fill: "#ffffff" }), ...head.elements);
    drawn.forEach((svg, index) => {
      const place = places[index];
      if (!place) return;
      svg.setAttribute("x", String(margin + place.left - box.left));
      svg.setAttribute("y", String(head.height + place.top - box.top));
      svg.setAttribute("width", String(place.width));
      svg.setAttribute("height", String(place.height));
      root.append(svg);
    });
    root.append(...foot.elements);
    return { text: new XMLSerializer().serializeToString(root), width, height: bottom + foot.height };
  } finally {
    stage.remove();
    if (theme === undefined) delete dataset.theme;
    else dataset.theme = theme;
  }
}

/** A copy of the drawing out of sight; computed styles need it on the page. */
function stageFor(drawing: HTMLElement): HTMLElement {
  const stage = document.createElement("div");
  stage.dataset.saved = "";
  stage.inert = true;
  stage.style.cssText = `position:absolute;left:-10000px;top:0;width:${drawingWidth}px`;
  for (const child of drawing.childNodes) stage.append(child.cloneNode(true));
  // A sibling, so that what the page's styles say of the drawing they say of the copy.
  drawing.after(stage);
  return stage;
}

/** In place of a `use` what it shows, which may stand anywhere on the page. */
function drawInPlace(use: SVGUseElement): void {
  const shown = document.querySelector(use.getAttribute("href") ?? "")?.cloneNode(true);
  if (!(shown instanceof SVGElement)) return;
  shown.removeAttribute("id");
  const place = element("svg", {});
  for (const { name, value } of use.attributes) {
    if (name === "x" || name === "y") place.setAttribute(name, value);
    else if (name !== "href") shown.setAttribute(name, value);
  }
  place.append(shown);
  use.replaceWith(place);
}

function colourOn(stage: HTMLElement, colour: string): string {
  stage.style.color = colour;
  return getComputedStyle(stage).color;
}

/** Writes what the page's styles say into the elements, and takes away what only a page needs. */
function writeStyles(svg: SVGElement): void {
  const all = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  const styles = all.map((one) => {
    const computed = getComputedStyle(one);
    return isDrawn(one, computed) ? stylesOf(one, computed) : null;
  });
  all.forEach((one, index) => {
    const style = styles[index];
    if (!style) {
      one.remove();
      return;
    }
    for (const { name } of [...one.attributes]) {
      if (/^(class|style|tabindex|role|href|aria-.*|data-.*)$/.test(name) && one.localName !== "use") {
        one.removeAttribute(name);
      }
    }
    for (const [name, value] of style) one.setAttribute(name, value);
  });
  for (const link of svg.querySelectorAll("a")) {
    const group = element("g", {});
    for (const { name, value } of link.attributes) group.setAttribute(name, value);
    group.append(...link.childNodes);
    link.replaceWith(group);
  }
}

/** Not what is hidden, nor what is there for the pointer alone. */
function isDrawn(one: SVGElement, { display, visibility, fill, stroke }: CSSStyleDeclaration): boolean {
  if (display === "none" || visibility === "hidden") return false;
  const isForPointer =
    ["circle", "rect"].includes(one.localName) && fill === transparent && stroke === "none";
  return !isForPointer;
}

/** Every element says its own, so none inherits what another's was. */
function stylesOf(one: SVGElement, computed: CSSStyleDeclaration): [string, string][] {
  const isText = one.localName === "text" || one.localName === "tspan";
  const isShape = !isText && !["svg", "g", "a", "title", "desc", "defs"].includes(one.localName);
  if (one.localName === "svg") return [["overflow", "visible"]];
  if (!isText && !isShape) return [];
  return Object.entries(properties).flatMap(([name, usual]): [string, string][] => {
    if (!isText && ofText.includes(name)) return [];
    const value = computed.getPropertyValue(name);
    return value === usual || value === "" ? [] : [[name, value]];
  });
}

interface Lines {
  readonly elements: readonly SVGElement[];
  readonly height: number;
}

function headOf(title: string, legend: readonly LegendEntry[], width: number): Lines {
  const lines = brokenLines(title, (width - 2 * margin) / (titleSize * letterShare));
  const elements = lines.map((line, index) =>
    element(
      "text",
      { ...{ x: margin, y: margin + titleSize + index * 20 }, "font-size": titleSize, "font-weight": 600 },
      line,
    ),
  );
  const top = margin + lines.length * 20 + 18;
  let x = margin;
  for (const { label, path, colour } of legend) {
    const mark = element("path", { d: path, fill: colour, transform: `translate(${x + 6} ${top - 4})` });
    const name = element("text", { x: x + 16, y: top, "font-size": 12, fill: "#4a525c" }, label);
    elements.push(mark, name);
    x += 16 + label.length * 12 * letterShare + 16;
  }
  return { elements, height: (legend.length > 0 ? top : top - 18) + 14 };
}

function footOf(source: string, width: number, top: number): Lines {
  const day = new Date().toISOString().slice(0, 10);
  const said = `${source}. ${location.href}, ${day}`;
  const lines = brokenLines(said, (width - 2 * margin) / (smallSize * letterShare));
  const elements = lines.map((line, index) =>
    element("text", { x: margin, y: top + 20 + index * 15, "font-size": smallSize, fill: "#4a525c" }, line),
  );
  return { elements, height: 20 + lines.length * 15 + margin - 8 };
}

/** Words in lines of so many letters at most; a longer word, as an address may be, in pieces. */
export function brokenLines(text: string, letters: number): string[] {
  const most = Math.max(1, Math.floor(letters));
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((one) => one.match(new RegExp(`.{1,${most}}`, "g")) ?? [])) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= most) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === "" ? lines : [...lines, line];
}

function element(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}
