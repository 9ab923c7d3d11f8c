/** Places remembered; a power of two. */
const PLACES = 1024;
/** Words of a place: host, pc, mode, generation of the cache, translations. */
const WORDS = 5;

/** Counts how often one thread translates the same code: code that is replaced all the time comes again and again. */
export class Retranslations {
  readonly #places = new Int32Array(PLACES * WORDS);

  /**
   * The code at a host offset is translated for a pc and mode.
   * @returns for the how many-th time since the cache was last emptied. Places that share an entry begin anew
   */
  count(host: number, pc: number, mode: number, generation: number): number {
    const places = this.#places;
    const at = WORDS * ((Math.imul(host, 0x9e3779b1) >>> 8) & (PLACES - 1));
    const same =
      places[at] === (host | 0) && places[at + 1] === pc && places[at + 2] === mode && places[at + 3] === generation;
    if (!same) {
      places[at] = host;
      places[at + 1] = pc;
      places[at + 2] = mode;
      places[at + 3] = generation;
      places[at + 4] = 0;
    }
    places[at + 4] = (places[at + 4] as number) + 1;
    return places[at + 4] as number;
  }
}
