/** The lightest Slack that the product and a bare Bolt app can run against: it answers at once and looks at little. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LightSlack = {
  /** Of the Web API. */
  apiUrl: string;
  /** Calls so far. */
  count(method: string): number;
  /** By method, so far. */
  counts(): Map<string, number>;
  /** When somebody called last, as `performance.now()` counts. */
  lastCallAt(): number;
  /** Resolves once `method` was called that often in all. */
  counted(method: string, calls: number): Promise<void>;
  /** Resolves once nobody has called for `ms`. */
  quiet(ms: number): Promise<void>;
  /** The next view that is opened with this trigger, or shown in place of that one, and carries something. */
  nextView(trigger: string): Promise<ShownView>;
  /** Keeps a file and returns its address. */
  keepFile(name: string, bytes: Uint8Array): string;
  /** From now on every new message is put off by a minute with 429. */
  refuseMessages(): void;
  stop(): Promise<void>;
};

export type ShownView = { callback_id: string; private_metadata: string };

/** A view's id tells the trigger it was opened with. */
export const viewIdOf = (trigger: string) => `V${trigger}`;

/** Bytes of a file that is shared go there. */
const uploadPath = '/upload';

const person = { ok: true, user: { locale: 'zh-CN' } };
const self = {
  ok: true,
  url: 'https://bench.slack.com/',
  team: 'bench',
  team_id: 'T0BENCH',
  user_id: 'U0BOT',
  bot_id: 'B0BOT',
};

export async function startLightSlack(): Promise<LightSlack> {
  const counts = new Map<string, number>();
  const files = new Map<string, Uint8Array>();
  const waiting = new Map<string, (view: ShownView) => void>();
  let lastCall = performance.now();
  let refusing = false;
  let messages = 0;

  const answers: Record<string, (body: string) => object> = {
    'auth.test': () => self,
    'users.info': () => person,
    'views.open': (body) => {
      const id = viewIdOf(field(body, 'trigger_id'));
      if (waiting.size > 0) shown(id, body);
      return { ok: true, view: { id, hash: '1' } };
    },
    'views.update': (body) => {
      const id = field(body, 'view_id');
      if (waiting.size > 0) shown(id, body);
      return { ok: true, view: { id, hash: '2' } };
    },
    'chat.postMessage': (body) => ({ ok: true, channel: field(body, 'channel'), ts: `1760000000.${++messages}` }),
    'conversations.history': () => ({ ok: true, messages: [] }),
    'conversations.replies': () => ({ ok: true, messages: [] }),
  };
  const shown = (id: string, body: string) => {
    const view = JSON.parse(new URLSearchParams(body).get('view') ?? '{}');
    // One that only asks for patience is not what is waited for.
    if (!view.private_metadata) return;
    const tell = waiting.get(id);
    waiting.delete(id);
    tell?.(view);
  };

  let uploads = 0;
  answers['files.getUploadURLExternal'] = () => ({
    ok: true,
    upload_url: `${origin}${uploadPath}`,
    file_id: `F${++uploads}`,
  });
  answers['files.completeUploadExternal'] = () => ({ ok: true, files: [{ id: `F${uploads}` }] });

  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const file = files.get(path);
    if (file) return void response.end(file);
    const method = path.split('/').at(-1) ?? '';
    const body = await textOf(request);
    if (path === uploadPath) return void response.end('OK');
    counts.set(method, (counts.get(method) ?? 0) + 1);
    lastCall = performance.now();
    response.sendDate = false;
    if (refusing && method === 'chat.postMessage') return void response.writeHead(429, { 'retry-after': '60' }).end();
    const text = JSON.stringify(answers[method]?.(body) ?? { ok: true });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
  // longer than any pause here, so that nobody meets a connection that is just being closed
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return {
    apiUrl: `${origin}/api/`,
    count: (method) => counts.get(method) ?? 0,
    counts: () => new Map(counts),
    lastCallAt: () => lastCall,
    counted: (method, calls) => until(() => (counts.get(method) ?? 0) >= calls),
    quiet: (ms) => until(() => performance.now() - lastCall > ms),
    nextView: (trigger) => new Promise((resolve) => waiting.set(viewIdOf(trigger), resolve)),
    keepFile(name, bytes) {
      files.set(`/files/${name}`, bytes);
      return `${origin}/files/${name}`;
    },
    refuseMessages() {
      refusing = true;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A value of a form, which here never needs decoding. */
function field(body: string, name: string): string {
  return new RegExp(`(?:^|&)${name}=([^&]*)`).exec(body)?.[1] ?? '';
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
