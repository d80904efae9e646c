/** The package brings no types. */
declare module "subset-font" {
  interface Options {
    readonly targetFormat: "woff2";
    /** Of a variable font, by axis: the part of it that is kept. */
    readonly variationAxes: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  }

  export default function subsetFont(font: Buffer, characters: string, options: Options): Promise<Buffer>;
}
