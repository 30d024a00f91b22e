const CR = 0x0d;
const LF = 0x0a;

/**
 * Watches a message's octets for what RFC 5321 2.3.8 forbids: CR or LF outside CRLF, and NUL. Smuggling (one message
 * read as two by the next server) needs one of them.
 */
export class WireScan {
  #last = 0;
  #bareNewline = false;
  #nul = false;

  see(chunk: Uint8Array): void {
    let last = this.#last;
    const { length } = chunk;
    // an indexed loop: megabytes pass here, and an iterator costs ten times as much
    for (let i = 0; i < length; i++) {
      const byte = chunk[i] ?? 0;
      if (last === CR) {
        if (byte !== LF) this.#bareNewline = true;
      } else if (byte === LF) this.#bareNewline = true;
      if (byte === 0) this.#nul = true;
      last = byte;
    }
    this.#last = last;
  }

  get flags(): { readonly bareNewline: boolean; readonly nul: boolean } {
    return { bareNewline: this.#bareNewline || this.#last === CR, nul: this.#nul };
  }
}
