/**
 * A failure with a public face and a private cause. The public text goes to people and SMTP clients;
 * the cause goes to the log only. `temporary` decides between 4xx/retry and 5xx/give up.
 */
export class Failure extends Error {
  readonly publicText: string;
  readonly temporary: boolean;

  constructor(publicText: string, options: { readonly temporary: boolean; readonly cause?: unknown }) {
    super(publicText, { cause: options.cause });
    this.name = 'Failure';
    this.publicText = publicText;
    this.temporary = options.temporary;
  }
}
