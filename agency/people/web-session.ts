/** A sign-in on the pages, or an app token for programs. */
export type WebSession = { readonly person: string; readonly kind: 'page' | 'app'; readonly expiresAt: Date };

/** Port: sign-ins by the hash of their token; the token itself is never stored. */
export type Sessions = {
  add(hash: string, session: WebSession): Promise<void>;
  find(hash: string, now: Date): Promise<WebSession | null>;
  remove(hash: string): Promise<void>;
};
