import type { FoundMail, TakeFound } from '../../gateway/mailbox/found-mail.ts';

/** Collects what a source found, and lets a test wait for it. */
export class Taken {
  readonly found: FoundMail[] = [];
  /** Rejects that many further takes. */
  refuse = 0;
  #wake: () => void = () => undefined;

  readonly take: TakeFound = (mail) => {
    if (this.refuse > 0) {
      this.refuse -= 1;
      return Promise.reject(new Error('store away'));
    }
    this.found.push(mail);
    this.#wake();
    return Promise.resolve();
  };

  get subjects(): readonly string[] {
    return this.found.map((mail) => /^Subject: (.*)\r$/m.exec(Buffer.from(mail.bytes).toString('latin1'))?.[1] ?? '');
  }

  /** Resolves once so many mails were taken in all; the suite's time limit bounds it. */
  async until(count: number): Promise<void> {
    while (this.found.length < count)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }
}

export const letterOf = (subject: string, body = 'Kính gửi'): string =>
  `From: vp@tanlap.example\r\nTo: vanthu@vidu.gov.vn\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@tanlap.example>\r\n\r\n${body}\r\n`;
