/** What text in saved pictures is set in; wherever the font is not there, what the reader's machine has. */
export const savedFamily = "Geist";

/** The page's own font as a style that a file can carry; empty where it can't be had. */
export async function embeddedFont(): Promise<string> {
  const address = addressOfFont();
  const answer = address === null ? null : await fetch(address).catch(() => null);
  if (!answer?.ok) return "";
  const source = await dataAddress(await answer.blob());
  return `@font-face{font-family:${savedFamily};font-weight:400 700;src:url(${source}) format("woff2")}`;
}

/** The layout's --font-sans names the family; its rule in the page's styles says where the file is. */
function addressOfFont(): string | null {
  const wanted = firstFamily(getComputedStyle(document.documentElement).getPropertyValue("--font-sans"));
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const [, found] = /url\("?([^")]+\.woff2)"?\)/.exec(rule.style.getPropertyValue("src")) ?? [];
      if (found && firstFamily(rule.style.getPropertyValue("font-family")) === wanted) {
        return new URL(found, sheet.href ?? location.href).href;
      }
    }
  }
  return null;
}

const firstFamily = (families: string) => families.split(",", 1)[0]?.replace(/["']/g, "").trim();

function dataAddress(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
