/** One person, one modal, the real Bolt app and the real handlers, all in this process. */
import { App, type Receiver, webApi } from '@slack/bolt';
import type { SendingApp } from '../src/compose/app.ts';
import type { Locale } from '../src/delivery/summary.ts';
import { readList } from '../src/list/read.ts';
import { readTyped } from '../src/list/typed.ts';
import type { NoticeDeps } from '../src/notice/deps.ts';
import { noticeCommand, registerNotice } from '../src/notice/register.ts';
import { memory } from './notice-memory.ts';
import { type Answer, Modal, type ViewAnswer } from './notice-modal.ts';

export const teacher = 'U0TEACHER';
export const now = Date.parse('2026-10-12T08:00:00Z');

/** An app of the school's own. */
export function ownApp(id: string, name: string): SendingApp {
  return { id, name, kind: 'own', suiteId: null, memberAuthorised: false, userMax: null };
}

type Options = { locale?: Locale; deps?: Partial<NoticeDeps> };
export type Stage = ReturnType<typeof openStage>;

export function openStage({ locale = 'en', deps: changed = {} }: Options = {}) {
  const store = memory();
  const files = new Map<string, Uint8Array>();
  const slack = openSlack();
  let ids = 0;
  const deps: NoticeDeps = {
    access: { maySend: async () => ({ type: 'allowed' }) },
    triggerClient: new webApi.WebClient('xoxb-test', slack.clientOptions),
    localeOf: async () => locale,
    drafts: store.drafts,
    covers: store.covers,
    ledger: store.ledger,
    fetchFile: async ({ id }) => {
      const bytes = files.get(id);
      return bytes ? { type: 'file', bytes } : { type: 'fault', fault: 'failed', detail: 'no such file' };
    },
    readTyped,
    readList: async (bytes, options) => readList(bytes, options),
    apps: async () => [ownApp('school', '晨光家校')],
    miniPrograms: [
      { name: '晨光通知', appid: 'wx0000000000000001' },
      { name: '晨光食堂', appid: 'wx0000000000000002' },
    ],
    seal: (url) => `sealed ${url}`,
    newId: () => `draft-${++ids}`,
    clock: { now: () => now, sleep: async () => undefined },
    ...changed,
  };
  const bolt = openBolt(deps, slack.clientOptions);
  return { deps, files, ...store, ...slack, ...bolt, ...personAt({ ...slack, ...bolt }, files) };
}

/** The Web API as far as a form needs it. */
function openSlack() {
  const modal = new Modal();
  const answers: { text: string }[] = [];
  /** Errors that Slack answers with, by method or `response_url`. */
  const refusals = new Map<string, string>();

  function call(method: string, args: URLSearchParams): object {
    const refusal = refusals.get(method);
    if (refusal !== undefined) return { ok: false, error: refusal };
    if (method === 'views.update' && !modal.view) return { ok: false, error: 'not_found' };
    if (args.has('hash') && args.get('hash') !== `${modal.hash}`) return { ok: false, error: 'hash_conflict' };
    modal.show(JSON.parse(args.get('view') ?? ''));
    return { ok: true, view: { id: 'V1', hash: `${modal.hash}` } };
  }

  async function fetch(url: string | URL | Request, init?: RequestInit) {
    const address = String(url);
    if (address.includes('/response/')) {
      if (refusals.has('response_url')) return new Response('', { status: 500 });
      answers.push(JSON.parse(String(init?.body)));
      return new Response('ok');
    }
    return Response.json(call(address.split('/').at(-1) ?? '', new URLSearchParams(String(init?.body))));
  }

  const clientOptions: webApi.WebClientOptions = { fetch, retryConfig: { retries: 0 } };
  return { modal, answers, refusals, clientOptions };
}

function openBolt(deps: NoticeDeps, clientOptions: webApi.WebClientOptions) {
  const errors: Error[] = [];
  const apps: App[] = [];
  const receiver: Receiver = {
    init: (app) => void apps.push(app),
    start: async () => undefined,
    stop: async () => undefined,
  };
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: 'xoxb-test', botId: 'B1', botUserId: 'U1' }),
    clientOptions,
    convoStore: false,
  });
  app.error(async (error) => void errors.push(error));
  registerNotice(app, deps);

  /** Answers what was acknowledged; `onAck` runs the moment it is. */
  async function send(body: Record<string, unknown>, onAck: (answer: ViewAnswer) => void = () => undefined) {
    await apps[0]?.processEvent({ body, ack: async (answer) => onAck(answer) });
  }
  return { errors, send };
}

function personAt(
  { modal, send }: Pick<ReturnType<typeof openSlack>, 'modal'> & Pick<ReturnType<typeof openBolt>, 'send'>,
  files: Map<string, Uint8Array>,
) {
  const payload = () => ({
    team: { id: 'T1', domain: 'chenguang' },
    user: { id: teacher, name: 'wang', username: 'wang', team_id: 'T1' },
    view: { ...modal.view, id: 'V1', hash: `${modal.hash}`, state: { values: modal.state() } },
  });
  const act = (action: object) =>
    send({ ...payload(), type: 'block_actions', actions: [{ action_ts: '1', ...action }], container: {} });

  async function enter(label: string, entry: Record<string, unknown>) {
    const { id, block } = modal.field(label);
    const entered = modal.enter(label, entry);
    if (block.dispatch_action) await act({ ...entered, block_id: id, action_id: 'value' });
  }

  return {
    type: () =>
      send({
        command: noticeCommand,
        text: '',
        user_id: teacher,
        team_id: 'T1',
        channel_id: 'C1',
        response_url: 'https://hooks.slack.test/response/1',
        trigger_id: 'trigger',
      }),
    fill: (label: string, value: string) => enter(label, { value }),
    async choose(label: string, option: string) {
      const { element } = modal.field(label);
      const options = 'options' in element ? (element.options ?? []) : [];
      const chosen = options.find((each) => each.text.text === option);
      if (!chosen) throw new Error(`no option "${option}" in "${label}"`);
      await enter(label, { selected_option: chosen });
    },
    async tick(label: string) {
      const { element } = modal.field(label);
      await enter(label, { selected_options: 'options' in element ? element.options : [] });
    },
    async upload(label: string, name: string, bytes: Uint8Array) {
      const id = `F${files.size + 1}`;
      files.set(id, bytes);
      const file = { id, name, size: bytes.length, url_private_download: `https://files.slack.com/${id}` };
      await enter(label, { files: [file] });
    },
    async submit(): Promise<Answer> {
      const seen: Answer[] = [];
      await send({ ...payload(), type: 'view_submission' }, (answer) => void seen.push(modal.apply(answer)));
      if (seen.length !== 1) throw new Error(`acknowledged ${seen.length} times`);
      return seen[0] ?? { type: 'closed' };
    },
    async press(label: string) {
      const { action_id, value } = modal.button(label);
      await act({ type: 'button', block_id: 'b', action_id, value });
    },
  };
}
