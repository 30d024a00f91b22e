import express, { type Express, type Request, type Response } from 'express';
import type { Person } from '../mail/people.ts';
import type { Log } from '../mail/log.ts';
import { csrfMatches } from './sessions.ts';
import type { Identity } from './identify.ts';
import { Download, Problem, type Access, type Caller, type Route } from './route.ts';

type Parts = {
  readonly identify: (request: Request) => Promise<Identity>;
  readonly clock: () => Date;
  readonly log: Log;
};

export const allowed = (access: Access, person: Person | null): boolean =>
  access === 'anyone' || (person !== null && (access === 'signed-in' || person.roles.some((role) => access.includes(role))));

/** English only when the page was asked for so; Vietnamese else. */
export const languageOf = (request: Request): 'vi' | 'en' => {
  const asked =
    typeof request.query['lang'] === 'string' ? request.query['lang'] : /(?:^|;\s*)lang=(vi|en)/.exec(request.get('cookie') ?? '')?.[1];
  return asked === 'en' ? 'en' : 'vi';
};

export const callerOf = (request: Request, identity: Identity, now: Date): Caller => ({
  person: identity.person,
  client: request.ip ?? '',
  language: languageOf(request),
  now,
  csrf: identity.csrf,
});

/** RFC 9457. The same words whether a thing is absent or hidden, so that answers tell nothing. */
export function sendProblem(response: Response, status: number, title: string, detail?: string): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, title, ...(detail === undefined ? {} : { detail }) }));
}

/** RFC 8187: what stands outside attr-char is percent-encoded. */
const encodedName = (name: string): string =>
  encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\ufffd')).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export function sendDownload(response: Response, file: Download): void {
  const ascii = file.name
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .normalize('NFD')
    .replaceAll(/[^\x20-\x7e]|["\\]/g, '');
  // RFC 6266: both forms.
  response.setHeader(
    'Content-Disposition',
    `${file.inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encodedName(file.name)}`,
  );
  // The sandbox keeps a hostile file from running anything on our origin. Browsers show no PDF in a sandbox; theirs runs nothing of ours.
  const pdf = file.mediaType === 'application/pdf' && file.inline;
  response.setHeader(
    'Content-Security-Policy',
    pdf ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'" : "default-src 'none'; sandbox",
  );
  // The type stands in the mail: only what is one goes into a header.
  response.setHeader('Content-Type', /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(file.mediaType) ? file.mediaType : 'application/octet-stream');
  response.send(Buffer.from(file.bytes));
}

/** Mounts the JSON routes below /api/v1. */
export function serveRoutes(app: Express, routes: readonly Route[], parts: Parts): void {
  const json = express.json({ limit: '256kb', strict: true });
  for (const route of routes) {
    const path = `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    app[route.method](path, json, (request: Request, response: Response, next) => {
      answer(route, request, response, parts).catch(next);
    });
  }
  app.use('/api', (_request, response) => sendProblem(response, 404, 'Không tìm thấy'));
}

async function answer(route: Route, request: Request, response: Response, parts: Parts): Promise<void> {
  const identity = await parts.identify(request);
  if (route.access !== 'anyone' && identity.person === null) return sendProblem(response, 401, 'Cần đăng nhập');
  if (!allowed(route.access, identity.person)) return sendProblem(response, 403, 'Đồng chí không có quyền xem mục này');
  if (
    route.method === 'post' &&
    identity.by === 'cookie' &&
    identity.token !== null &&
    !csrfMatches(identity.token, request.get('x-csrf-token'))
  ) {
    return sendProblem(response, 403, 'Yêu cầu không đến từ trang của hệ thống');
  }
  const params = route.params.safeParse(request.params);
  const query = route.query.safeParse(request.query);
  const body = route.body.safeParse(request.body ?? {});
  if (!params.success) return sendProblem(response, 404, 'Không tìm thấy');
  if (!query.success || !body.success) {
    const issue = (query.error ?? body.error)?.issues[0];
    return sendProblem(response, 400, 'Yêu cầu không đúng', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const caller = callerOf(request, identity, parts.clock());
  try {
    // Sound: roles were checked above; routes for anyone don't use the person.
    const made = await route.run({ params: params.data, query: query.data, body: body.data }, caller as Caller & { person: Person });
    if (made instanceof Download) return sendDownload(response, made);
    // Only what the route declares leaves: rows of the store hold more.
    response.json(route.output.parse(made));
  } catch (error) {
    if (error instanceof Problem) return sendProblem(response, error.status, error.message);
    parts.log.error({ err: error, route: route.path }, 'route failed');
    sendProblem(response, 503, 'Hệ thống chưa trả lời được, đồng chí thử lại sau ít phút');
  }
}
