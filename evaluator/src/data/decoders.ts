import sharp from "sharp";

const shutInProcess = "EVALUATOR_DECODERS_SHUT_IN_PROCESS";

/**
 * Whatever a file's name says, the library would read drawings (SVG), documents and animations too: programs of their own.
 *
 * The switch is the process's and shuts all decoders before it opens some. Threads begin with the environment of whoever
 * starts them, so what starts threads imports this: one that threw the switch again would fail the images that others
 * decode at that moment.
 */
if (process.env[shutInProcess] !== String(process.pid)) {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: ["Jpeg", "Png", "Webp", "Tiff", "Heif"].map((format) => `VipsForeignLoad${format}`),
  });
  process.env[shutInProcess] = String(process.pid);
}
