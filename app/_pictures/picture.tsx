import type { Picture as StoredPicture } from "#contract";
import styles from "./pictures.module.css";

interface PictureProperties {
  /** null: it may not be shown. */
  readonly picture: StoredPicture | null;
  readonly alt: string;
  readonly caption?: string;
}

/** One stored picture at its own proportions; enlarged cells and pixels keep their edges. */
export function Picture({ picture, alt, caption }: PictureProperties) {
  return (
    <figure className={styles.picture}>
      {picture ? (
        // biome-ignore lint/performance/noImgElement: pictures are stored at the size they are shown at
        <img
          src={`/api/v1/pictures/${picture.file}`}
          width={picture.width}
          height={picture.height}
          alt={alt}
          loading="lazy"
          decoding="async"
        />
      ) : (
        <p className={styles.withheld}>Not shown: the data set’s terms do not allow it.</p>
      )}
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}
