import type { z } from 'zod';
import type { Person, Role } from '../mail/people.ts';

/** Who may call a route. `signed-in` = any person of the agency; `anyone` = also without sign-in. */
export type Access = readonly Role[] | 'signed-in' | 'anyone';

export type Caller = {
  /** Null only where access is `anyone` and nobody is signed in. */
  readonly person: Person | null;
  readonly client: string;
  readonly language: 'vi' | 'en';
  readonly now: Date;
  /** Token that forms carry back (pages only). */
  readonly csrf: string;
};

/** A file that is sent instead of JSON. */
export class Download {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly name: string;
  readonly inline: boolean;

  constructor(file: { readonly bytes: Uint8Array; readonly mediaType: string; readonly name: string; readonly inline: boolean }) {
    this.bytes = file.bytes;
    this.mediaType = file.mediaType;
    this.name = file.name;
    this.inline = file.inline;
  }
}

type Shape = z.ZodObject;

/**
 * One route of the API as one value: express, OpenAPI and the role check are made from it, so a route without roles
 * does not compile.
 */
export type Route<P extends Shape = Shape, Q extends Shape = Shape, B extends Shape = Shape, O extends z.ZodType = z.ZodType> = {
  readonly method: 'get' | 'post';
  /** Below /api/v1, in OpenAPI's form: `/documents/{id}`. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly output: O;
  run(
    input: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
    caller: Caller & { readonly person: Person },
  ): Promise<z.input<O> | Download>;
};

/** Keeps the types of one route while the list holds them all. */
export const route = <P extends Shape, Q extends Shape, B extends Shape, O extends z.ZodType>(value: Route<P, Q, B, O>): Route => value;

/** An answer other than 200, as RFC 9457 problem details with a Vietnamese title. */
export class Problem extends Error {
  readonly status: number;

  constructor(status: number, title: string) {
    super(title);
    this.status = status;
  }
}

export const notFound = (): Problem => new Problem(404, 'Không tìm thấy');
export const forbidden = (): Problem => new Problem(403, 'Đồng chí không có quyền xem mục này');
export const conflict = (title: string): Problem => new Problem(409, title);
