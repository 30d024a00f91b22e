declare module 'word-extractor' {
  type TextOptions = { readonly filterUnicode?: boolean };
  type Extracted = {
    getBody(options?: TextOptions): string;
    getTextboxes(options?: TextOptions): string;
  };
  export default class WordExtractor {
    extract(source: Buffer | string): Promise<Extracted>;
  }
}
