/** Text inside an XML element or a double-quoted attribute. */
export const escapeXml = (text: string) =>
  text
    // What XML 1.0 forbids even as a reference.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are the point
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
