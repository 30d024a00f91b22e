/** HTML that is safe by construction: whatever is put into the tag is escaped, unless it is Html itself. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Content = Html | string | number | null | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

export const escapeHtml = (text: string): string =>
  // Control characters other than tab and line ends are not allowed in HTML; bidi overrides would let a name lie about itself.
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replace(/[&<>"'`]/g, (c) => entities[c] ?? c);

const render = (content: Content): string => {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Html) return content.toString();
  if (Array.isArray(content)) return content.map(render).join('');
  return escapeHtml(String(content));
};

/**
 * html`<p class="${name}">${text}</p>`: values are escaped for text and for quoted attributes.
 * Attribute values must stand in quotes; URLs are checked with {@link href}.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Html =>
  new Html(strings.reduce((made, text, i) => made + render(values[i - 1]) + text));

/** A path on this site, or `#` when it is anything else (`javascript:`, another host). */
export const href = (path: string): string => (/^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '#');
