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
    for (const byte of chunk) {
      if (byte < 0x0e) {
        if (byte === LF) {
          if (last !== CR) this.#bareNewline = true;
        } else if (byte === 0) this.#nul = true;
      }
      if (last === CR && byte !== LF) this.#bareNewline = true;
      last = byte;
    }
    this.#last = last;
  }

  get flags(): { readonly bareNewline: boolean; readonly nul: boolean } {
    return { bareNewline: this.#bareNewline || this.#last === CR, nul: this.#nul };
  }
}
