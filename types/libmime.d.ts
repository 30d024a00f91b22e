declare module 'libmime' {
  const libmime: {
    /** A field's value and its parameters, RFC 2231 continuations joined and decoded. Own properties only. */
    parseHeaderValue(value: string): { readonly value: string | false; readonly params: Readonly<Record<string, string>> };
  };
  // oxlint-disable-next-line import/no-default-export -- the package is CommonJS
  export default libmime;
}
