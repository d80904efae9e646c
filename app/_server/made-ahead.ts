/** How long uploads have to rest: while many come, each would have it made in vain. */
const restMs = 3_000;

/**
 * Has something made before anybody asks for it, once nothing was stored for a moment. The first visitor after an upload would
 * wait for the board's statistics: a tenth of a second with 18 backbones, several with 1,500.
 */
export class MadeAhead {
  readonly #make: () => Promise<unknown>;
  #timer: NodeJS.Timeout | undefined;
  #isMaking = false;

  /** @param make why it fails who asks for it hears */
  constructor(make: () => Promise<unknown>) {
    this.#make = make;
  }

  /** Something was stored, or nothing was made yet. */
  told(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#makeAlone(), restMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** What takes longer than uploads rest is not begun again beside itself. */
  async #makeAlone(): Promise<void> {
    if (this.#isMaking) return this.told();
    this.#isMaking = true;
    await this.#make().catch(() => {});
    this.#isMaking = false;
  }
}
