import type { Picture as StoredPicture } from "#contract";
import styles from "./pictures.module.css";
import type { Shape } from "./shape.ts";

interface PictureProperties {
  /** null: it may not be shown. */
  readonly picture: StoredPicture | null;
  /** Of the image that it is of, which may be squashed in it; null: the picture's own. */
  readonly shape: Shape | null;
  readonly alt: string;
  readonly caption?: string;
}

/** One stored picture in the shape of its image; enlarged cells and pixels keep their edges. */
export function Picture({ picture, shape, alt, caption }: PictureProperties) {
  const style = shape ? { aspectRatio: `${shape.width} / ${shape.height}` } : undefined;
  return (
    <figure className={styles.picture}>
      {picture ? (
        // biome-ignore lint/performance/noImgElement: pictures are stored at the size they are shown at
        <img
          src={`/api/v1/pictures/${picture.file}`}
          width={shape?.width ?? picture.width}
          height={shape?.height ?? picture.height}
          style={style}
          alt={alt}
          loading="lazy"
          decoding="async"
        />
      ) : (
        <p className={styles.withheld} style={style}>
          Not shown: the data set’s terms do not allow it.
        </p>
      )}
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}
