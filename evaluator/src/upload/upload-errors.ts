/** The site took the document and answered no: another attempt with the same one and token would fail alike. */
export class UploadRejected extends Error {
  override readonly name = "UploadRejected";
}

/** The site could not be reached or was busy: the same upload may succeed later. */
export class UploadUnavailable extends Error {
  override readonly name = "UploadUnavailable";
  /** As the site said; null: it did not. */
  readonly retryMs: number | null;
  constructor(message: string, retryMs: number | null = null) {
    super(message);
    this.retryMs = retryMs;
  }
}

/** The site takes no more for longer than a command should wait, for example as a day's quota is used up. */
export class UploadPostponed extends Error {
  override readonly name = "UploadPostponed";
  readonly retryMs: number;
  constructor(message: string, retryMs: number) {
    super(message);
    this.retryMs = retryMs;
  }
}

/** Sent too fast: the gate makes a wait of it. */
export class TooManyUploads extends Error {
  override readonly name = "TooManyUploads";
  readonly askedAtMs: number;
  readonly retryMs: number | null;
  constructor(message: string, askedAtMs: number, retryMs: number | null) {
    super(message);
    this.askedAtMs = askedAtMs;
    this.retryMs = retryMs;
  }
}
