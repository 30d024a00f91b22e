import express, { type Express, type Request, type Response } from 'express';
import type { Log } from '../mail/log.ts';
import type { Person } from '../mail/people.ts';
import type { Html } from '../templates/html.ts';
import type { PageContext } from '../templates/pages/layout.ts';
import { problemPage } from '../templates/pages/problem.ts';
import { csrfMatches } from './sessions.ts';
import type { Identity } from './identify.ts';
import { Problem, type Access } from './route.ts';
import { allowed, languageOf } from './serve-routes.ts';

export type Visit = {
  readonly person: Person;
  readonly params: Readonly<Record<string, string>>;
  /** Query of a GET, form fields of a POST: strings only, whatever was sent. */
  readonly fields: Readonly<Record<string, string>>;
  readonly context: PageContext;
  readonly now: Date;
};

/** What a page gives back: itself, or (after a form) where to go next. */
export type PageAnswer = Html | { readonly goTo: string };

/** One page as one value; like an API route it does not compile without saying who may open it. */
export type Page = {
  readonly method: 'get' | 'post';
  /** Express path, `/van-ban/:id`. */
  readonly path: string;
  readonly access: Exclude<Access, 'anyone'>;
  run(visit: Visit): Promise<PageAnswer>;
};

type Parts = {
  readonly identify: (request: Request) => Promise<Identity>;
  readonly clock: () => Date;
  readonly log: Log;
  readonly agencyName: () => string;
  readonly agencyParent: string;
  /** Numbers beside the menu's items for this person. */
  readonly counts: (person: Person) => Promise<Readonly<Record<string, number>>>;
};

/** Only strings: a field sent as list or object (NoSQL operators) is dropped. */
export const stringsOf = (raw: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(raw ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));

export const contextOf = (
  request: Request,
  identity: Identity,
  parts: Pick<Parts, 'agencyName' | 'agencyParent'>,
  counts: Readonly<Record<string, number>>,
): PageContext => ({
  language: languageOf(request),
  agencyName: parts.agencyName(),
  agencyParent: parts.agencyParent,
  person: identity.person,
  csrf: identity.csrf,
  path: request.path,
  counts,
});

export function servePages(app: Express, pages: readonly Page[], parts: Parts): void {
  const form = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 100 });
  for (const page of pages) {
    app[page.method](page.path, form, (request: Request, response: Response, next) => {
      open(page, request, response, parts).catch(next);
    });
  }
}

async function open(page: Page, request: Request, response: Response, parts: Parts): Promise<void> {
  const identity = await parts.identify(request);
  const { person } = identity;
  if (person === null) {
    const next = page.method === 'get' ? `?den=${encodeURIComponent(request.originalUrl)}` : '';
    return response.redirect(303, `/${next}`);
  }
  const fields = stringsOf(page.method === 'get' ? request.query : request.body);
  const bare = contextOf(request, identity, parts, {});
  const refuse = (status: number, title: string): void => {
    response
      .status(status)
      .type('html')
      .send(problemPage(bare, status, title).toString());
  };
  if (!allowed(page.access, person)) return refuse(403, 'Đồng chí không có quyền xem mục này');
  if (page.method === 'post' && (identity.token === null || !csrfMatches(identity.token, fields['csrf']))) {
    return refuse(403, 'Biểu mẫu đã cũ. Đồng chí mở lại trang rồi gửi lại.');
  }
  try {
    const context = { ...bare, counts: await parts.counts(person) };
    const answer = await page.run({ person, params: stringsOf(request.params), fields, context, now: parts.clock() });
    if ('goTo' in answer) return response.redirect(303, answer.goTo);
    response.type('html').send(answer.toString());
  } catch (error) {
    if (error instanceof Problem) return refuse(error.status, error.message);
    parts.log.error({ err: error, page: page.path }, 'page failed');
    refuse(503, 'Hệ thống chưa trả lời được. Đồng chí thử lại sau ít phút.');
  }
}
