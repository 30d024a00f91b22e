import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignIn } from '../agency/people/sign-in.ts';
import type { Sessions } from '../agency/people/web-session.ts';
import type { Log } from '../mail/log.ts';
import type { Directory, Person } from '../mail/people.ts';
import { signInPage } from '../templates/pages/sign-in.ts';
import { style } from '../templates/pages/style.ts';
import { problemPage } from '../templates/pages/problem.ts';
import { foreign, identify } from './identify.ts';
import { openApiOf } from './openapi.ts';
import { contextOf, servePages, stringsOf, type Page } from './page.ts';
import type { Route } from './route.ts';
import { sendProblem, serveRoutes } from './serve-routes.ts';
import { cookieName, csrfMatches, hashToken, newToken, sessionHours } from './sessions.ts';

export type WebOptions = {
  readonly host: string;
  readonly port: number;
  readonly agencyName: string;
  readonly agencyParent: string;
  /** Pages are reached over TLS (a proxy in front): cookies are marked Secure. */
  readonly secure: boolean;
  /** Addresses of reverse proxies in front, whose X-Forwarded-For is believed. */
  readonly proxies: readonly string[];
  readonly directory: () => Directory;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly routes: readonly Route[];
  readonly pages: readonly Page[];
  readonly counts: (person: Person) => Promise<Readonly<Record<string, number>>>;
  /** Takes mail now: GET /readyz. */
  readonly ready: () => boolean;
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  /** A page was opened by a person: counts as a look (calendar: Reminding). */
  readonly looked: (person: Person) => void;
  readonly clock: () => Date;
  readonly log: Log;
};

export type Web = { readonly port: number; stop(): Promise<void> };

const loopback = (request: Request): boolean => /^(::ffff:)?127\.|^::1$/.test(request.socket.localAddress ?? '');

/** A path on this site that a sign-in may lead to. */
const localPath = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\') ? path : '/van-ban';

/** Pages, API and the three operator's addresses on one listener. Resolves when it listens; rejects when the port is taken. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Only a named proxy may say whom it speaks for; the back-off counts by that address.
  app.set('trust proxy', [...options.proxies]);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'style-src': ["'self'"],
          'img-src': ["'self'", 'data:'],
          'form-action': ["'self'"],
          'frame-src': ["'self'"],
          'frame-ancestors': ["'self'"],
          'base-uri': ["'none'"],
        },
      },
      crossOriginEmbedderPolicy: false,
      strictTransportSecurity: options.secure,
      xFrameOptions: { action: 'sameorigin' },
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  app.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });

  const parts = { signIn: options.signIn, sessions: options.sessions, directory: options.directory, clock: options.clock };
  const who = (request: Request) => identify(request, parts);

  app.get('/healthz', (_request, response) => void response.type('text').send('ok\n'));
  app.get(
    '/readyz',
    (_request, response) =>
      void response
        .status(options.ready() ? 200 : 503)
        .type('text')
        .send(options.ready() ? 'ready\n' : 'not ready\n'),
  );
  app.get('/metrics', (request, response, next) => {
    const open = async (): Promise<void> => {
      const { person } = loopback(request) ? { person: null } : await who(request);
      if (!loopback(request) && person?.roles.includes('quan-tri') !== true) return sendProblem(response, 401, 'Cần đăng nhập');
      response.type('text/plain; version=0.0.4').send(await options.metrics());
    };
    open().catch(next);
  });
  app.get('/style.css', (_request, response) => void response.setHeader('Cache-Control', 'public, max-age=3600').type('css').send(style));
  app.get('/api/openapi.json', (_request, response) => void response.json(openApiOf(options.routes)));

  entrance(app, options, who);
  servePages(app, options.pages, {
    identify: async (request) => {
      const identity = await who(request);
      if (identity.person !== null && identity.by === 'cookie' && request.method !== 'HEAD') options.looked(identity.person);
      return identity;
    },
    clock: options.clock,
    log: options.log,
    agencyName: () => options.agencyName,
    agencyParent: options.agencyParent,
    counts: options.counts,
  });
  serveRoutes(app, options.routes, { identify: who, clock: options.clock, log: options.log });

  app.use((request, response, next) => {
    who(request)
      .then((identity) =>
        response
          .status(404)
          .type('html')
          .send(problemPage(contextOf(request, identity, pageParts(options), {}), 404, 'Không tìm thấy trang này').toString()),
      )
      .catch(next);
  });
  // Express tells error handlers by their four parameters.
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status =
      error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500 ? error.status : 503;
    if (status === 503) options.log.error({ err: error }, 'request failed');
    sendProblem(response, status, status === 503 ? 'Hệ thống chưa trả lời được, đồng chí thử lại sau ít phút' : 'Yêu cầu không đúng');
  });
  return listen(createServer(app), options);
}

const pageParts = (options: WebOptions) => ({ agencyName: () => options.agencyName, agencyParent: options.agencyParent });

/** Sign-in, sign-out, language. */
function entrance(app: express.Express, options: WebOptions, who: (request: Request) => ReturnType<typeof identify>): void {
  const form = express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 10 });
  const cookie = { httpOnly: true, sameSite: 'strict', secure: options.secure, path: '/' } as const;

  const front = async (request: Request, response: Response): Promise<void> => {
    const identity = await who(request);
    const next = localPath(stringsOf(request.query)['den']);
    if (identity.person !== null && identity.by === 'cookie') return response.redirect(303, next);
    response.type('html').send(
      signInPage(contextOf(request, { ...identity, person: null }, pageParts(options), {}), {
        problem: null,
        address: '',
        next,
      }).toString(),
    );
  };
  const signIn = async (request: Request, response: Response): Promise<void> => {
    const { address = '', password = '', next = '' } = stringsOf(request.body);
    // A form on another site must not sign somebody in as somebody else (login CSRF).
    const person = foreign(request) ? null : await options.signIn(address, password, request.ip ?? '');
    if (person === null || person === 'later') {
      const identity = { person: null, by: null, token: null, csrf: '' } as const;
      const data = { problem: person === 'later' ? 'later' : 'wrong', address, next: localPath(next) } as const;
      response
        .status(401)
        .type('html')
        .send(signInPage(contextOf(request, identity, pageParts(options), {}), data).toString());
      return;
    }
    // A new token for every sign-in: nothing that stood in the browser before is kept (session fixation).
    const token = newToken();
    const expiresAt = new Date(options.clock().getTime() + sessionHours * 3_600_000);
    await options.sessions.add(hashToken(token), { person: person.address, kind: 'page', expiresAt });
    response.cookie(cookieName, token, { ...cookie, maxAge: sessionHours * 3_600_000 }).redirect(303, localPath(next));
  };
  const signOut = async (request: Request, response: Response): Promise<void> => {
    const { token } = await who(request);
    if (token !== null && !csrfMatches(token, stringsOf(request.body)['csrf'])) return response.redirect(303, '/');
    if (token !== null) await options.sessions.remove(hashToken(token));
    response.clearCookie(cookieName, cookie).redirect(303, '/');
  };
  app.get('/', (request, response, next) => void front(request, response).catch(next));
  app.post('/dang-nhap', form, (request, response, next) => void signIn(request, response).catch(next));
  app.post('/dang-xuat', form, (request, response, next) => void signOut(request, response).catch(next));
  app.get('/ngon-ngu', (request, response) => {
    const { lang, den } = stringsOf(request.query);
    response.cookie('lang', lang === 'en' ? 'en' : 'vi', { ...cookie, maxAge: 365 * 86_400_000 }).redirect(303, localPath(den));
  });
}

function listen(server: Server, options: WebOptions): Promise<Web> {
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 500;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve({
        // Sound: a listening TCP server has an address with a port.
        port: (server.address() as AddressInfo).port,
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeIdleConnections();
            setTimeout(() => server.closeAllConnections(), 2_000).unref();
          }),
      });
    });
  });
}
