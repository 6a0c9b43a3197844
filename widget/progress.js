// How far the conversation has come: on the desk, here, and when this page was loaded.

export class Progress {
  /** The newest seq that the desk is known to have. */
  newest = 0;
  /** Where a line was missing and asked for once already. */
  #gapAt = -1;
  /** What was said up to there is no news to this page. */
  #oldUntil = -1;

  /** @param {number} seq the newest one when the desk said welcome */
  welcomed(seq) {
    this.newest = Math.max(this.newest, seq);
    if (this.#oldUntil < 0) this.#oldUntil = seq;
  }

  /**
   * @param {number} seq of a line that has come @param {number} lastSeq the newest one on show
   * @returns {boolean} whether lines before it have to be asked for; only once, for they may be gone for good
   */
  gapBefore(seq, lastSeq) {
    if (lastSeq === 0 || seq <= lastSeq + 1 || this.#gapAt === lastSeq) return false;
    this.#gapAt = lastSeq;
    return true;
  }

  /** @param {number} seq of a line @param {number} lastSeq on show before it @returns {boolean} whether it is news */
  came(seq, lastSeq) {
    this.newest = Math.max(this.newest, seq);
    return seq > Math.max(lastSeq, this.#oldUntil);
  }
}
