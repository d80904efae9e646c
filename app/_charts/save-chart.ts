import { csvText } from "#db/derive/csv.ts";
import type { ChartFormat, ChartTable, ChartWords } from "./chart-words.ts";
import { embeddedFont } from "./embedded-font.ts";
import { standaloneSvg } from "./standalone-svg.ts";

/** Pixels of a PNG to one of the drawing. */
const sharpness = 3;

/** Makes a file of a chart and hands it to the browser as a download. */
export async function saveChart(
  format: ChartFormat,
  drawing: HTMLElement,
  words: ChartWords,
  table: ChartTable,
): Promise<void> {
  download(await fileOf(format, drawing, words, table), `${words.name}.${format.toLowerCase()}`);
}

async function fileOf(format: ChartFormat, drawing: HTMLElement, words: ChartWords, table: ChartTable) {
  if (format === "CSV") {
    return new Blob([csvText([table.columns, ...table.rows])], { type: "text/csv;charset=utf-8" });
  }
  const svg = standaloneSvg(drawing, words, await embeddedFont());
  const file = new Blob([svg.text], { type: "image/svg+xml" });
  return format === "SVG" ? file : rastered(file, svg.width * sharpness, svg.height * sharpness);
}

async function rastered(svg: Blob, width: number, height: number): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((png) => (png ? resolve(png) : reject(new Error("the canvas gave no PNG"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
