/** The page's server, on 127.0.0.1 only. What is asked and answered: `contract.ts`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { readAct } from './act-schema.ts';
import { carryOut } from './acts.ts';
import { Bell } from './bell.ts';
import type { Bundle } from './bundle.ts';
import type { PageLocale } from './contract.ts';
import { sendFile, sendMedia, sendSampleCover, sendSampleList, takeUpload } from './files.ts';
import { isOurs, safeHeaders } from './guard.ts';
import type { Scene } from './scene.ts';
import { slackState } from './state.ts';
import { Switches } from './switches.ts';
import { wecomCall, wecomState } from './wecom-state.ts';
import { pageWords } from './words.ts';

export type PageOptions = Pick<Scene, 'rehearsal' | 'door' | 'samples'> & {
  bundle: Bundle;
  locale: PageLocale;
  /** 0, the default, takes any free one. */
  port?: number;
};

export type Page = { url: string; stop(): Promise<void> };

export async function startPage({ bundle, locale, port = 0, ...given }: PageOptions): Promise<Page> {
  const bell = new Bell();
  const { slack, wecom } = given.rehearsal;
  const ring: Scene['ring'] = (side) => bell.ring(side);
  const scene: Scene = { ...given, switches: new Switches(wecom), isBotRunning: true, ring };
  const quiet = [slack.onChange(() => ring('slack')), wecom.onChange(() => ring('wecom'))];
  const server = createServer((request, response) => {
    answer({ scene, bell, files: pageFiles(bundle, locale) }, request, response).catch((error: unknown) => {
      process.stderr.write(`the page could not be served: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (response.headersSent) response.destroy();
      else sendJson(response, { ok: false, error: String(error) }, 500);
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      for (const unhear of quiet) unhear();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

type PageFiles = Record<string, { type: string; text: string }>;

function pageFiles({ script, style }: Bundle, locale: PageLocale): PageFiles {
  return {
    '/': { type: 'text/html', text: html(locale) },
    '/page.js': { type: 'text/javascript', text: script },
    '/page.css': { type: 'text/css', text: style },
  };
}

/** The page opens in the language of `lang`. */
function html(locale: PageLocale): string {
  return `<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${pageWords[locale].title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body></body>
</html>
`;
}

type Parts = { scene: Scene; bell: Bell; files: PageFiles };

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
  if (!isOurs(request)) return sendJson(response, { error: 'only for its own page' }, 403);
  const url = new URL(request.url ?? '/', 'http://page');
  if (request.method === 'POST') await answerPost(parts.scene, { request, response, url });
  else await answerGet(parts, response, url);
}

async function answerGet({ scene, bell, files }: Parts, response: ServerResponse, url: URL): Promise<void> {
  const [, root = '', id = ''] = url.pathname.split('/');
  const as = url.searchParams.get('as') ?? '';
  const file = files[url.pathname];
  if (file) return void response.writeHead(200, { 'content-type': `${file.type}; charset=utf-8` }).end(file.text);
  switch (root) {
    case 'state':
      return sendFound(response, slackState(scene, as));
    case 'changes':
      return bell.open(response);
    case 'files':
      return sendFile(scene, response, { as, id });
    case 'sample-list.csv':
      return sendSampleList(scene, response);
    case 'sample-cover.jpg':
      return sendSampleCover(response);
    case 'wecom':
      return answerWecom(scene, response, url);
    default:
      sendFound(response, null);
  }
}

function answerWecom(scene: Scene, response: ServerResponse, url: URL): void {
  const [, , what = '', id = ''] = url.pathname.split('/');
  if (what === 'media') sendMedia(scene, response, id);
  else sendFound(response, what === 'calls' ? wecomCall(scene, Number(id)) : wecomState(scene));
}

type Post = { request: IncomingMessage; response: ServerResponse; url: URL };

async function answerPost(scene: Scene, { request, response, url }: Post): Promise<void> {
  switch (url.pathname) {
    case '/act': {
      const act = readAct(await text(request));
      if (!act) return sendJson(response, { error: 'no act' }, 400);
      return sendFound(response, await carryOut(scene, act));
    }
    case '/upload':
      return takeUpload(scene, request, response);
    default:
      sendFound(response, null);
  }
}

function sendFound(response: ServerResponse, found: object | null): void {
  sendJson(response, found ?? { error: 'not found' }, found ? 200 : 404);
}

function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
