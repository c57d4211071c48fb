/** A small Bolt 5 app, as one would write it, over HTTP and in Socket Mode. */
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import { modal, plain, secrets, textInput } from './sandbox-slack-kit.ts';

const option = (name: string) => ({ text: plain(name), value: name });
const input = (blockId: string, label: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id: blockId,
  label: plain(label),
  element: { action_id: 'value', ...element },
  ...more,
});

const kinds = { type: 'radio_buttons', options: [option('By list'), option('By id')] };

/** The form, with the fields its audience needs. */
function form(kind: 'By list' | 'By id'): object {
  const audience =
    kind === 'By list'
      ? input('file', 'List', { type: 'file_input', filetypes: ['csv'], max_files: 1 })
      : input('ids', 'Ids', { type: 'plain_text_input' });
  return modal([
    textInput('title', 'Title', { element: { max_length: 10 } }),
    input('kind', 'Audience', { ...kinds, initial_option: option(kind) }, { dispatch_action: true }),
    input('school', 'School', { type: 'external_select', min_query_length: 1 }, { optional: true }),
    input('more', 'More', { type: 'checkboxes', options: [option('Translate'), option('Loud')] }, { optional: true }),
    audience,
  ]);
}

/** The listeners under test use the client's types loosely: the sandbox, not the compiler, judges what they send. */
type Loose = { [key: string]: (fields: object) => Promise<Record<string, unknown>> };
const chat = (client: App['client']) => client.chat as unknown as Loose;
const views = (client: App['client']) => client.views as unknown as Loose;

function addListeners(app: App): void {
  app.command('/notice', async ({ ack, body, client }) => {
    await Promise.all([ack(), views(client).open?.({ trigger_id: body.trigger_id, view: form('By list') })]);
  });
  app.action({ type: 'block_actions', block_id: 'kind' }, async ({ ack, body, action, client }) => {
    await ack();
    if (action.type !== 'radio_buttons' || !('view' in body) || !body.view) return;
    const kind = action.selected_option?.value === 'By id' ? 'By id' : 'By list';
    await views(client).update?.({ view_id: body.view.id, hash: body.view.hash, view: form(kind) });
  });
  app.options<'block_suggestion'>({ block_id: 'school', type: 'block_suggestion' }, async ({ ack, payload }) => {
    const all = ['晨光小学', '晨光中学', '东风小学'];
    await ack({
      options: all
        .filter((name) => name.includes(payload.value))
        .map((name) => ({ text: { type: 'plain_text', text: name }, value: name })),
    });
  });
  app.view('form', async ({ ack, view, client }) => {
    const title = view.state.values.title?.value?.value ?? '';
    if (title === 'wrong') return ack({ response_action: 'errors', errors: { title: 'Not this one' } });
    await ack();
    const file = view.state.values.file?.value?.files?.[0];
    const list = file ? await download(file.url_private_download) : '';
    const posted = await chat(client).postMessage?.({
      channel: 'C0NOTICE',
      text: `*${title}*`,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `*${title}*` } },
        { type: 'actions', elements: [{ type: 'button', action_id: 'stop', text: plain('Stop'), value: title }] },
      ],
    });
    await client.filesUploadV2({
      channel_id: 'C0NOTICE',
      thread_ts: String(posted?.ts),
      filename: 'copy.csv',
      content: list || 'none',
    });
  });
  app.action('stop', async ({ ack, respond, action }) => {
    await ack();
    if (action.type === 'button') await respond({ text: `Stopped ${action.value}`, replace_original: false });
  });
  app.shortcut('relay', async ({ ack, shortcut, client }) => {
    await ack();
    const text = shortcut.type === 'message_action' ? String(shortcut.message.text) : 'global';
    await views(client).open?.({
      trigger_id: shortcut.trigger_id,
      view: modal([{ type: 'section', text: plain(text) }]),
    });
  });
}

async function download(url: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${secrets.botToken}` } });
  return response.text();
}

export type Running = { stop(): Promise<unknown> };

export async function startHttp(slack: SandboxSlack): Promise<Running> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new HTTPReceiver({ signingSecret: secrets.signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    token: secrets.botToken,
    receiver,
    clientOptions,
    logLevel: LogLevel.ERROR,
    convoStore: false,
  });
  addListeners(app);
  const server = await receiver.start({ host: '127.0.0.1', port: 0 });
  const address = server.address();
  if (typeof address === 'string' || !address) throw new Error('a TCP address was expected');
  slack.connect({ url: `http://127.0.0.1:${address.port}/slack/events` });
  return { stop: () => receiver.stop() };
}

export async function startSocket(slack: SandboxSlack): Promise<Running> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: secrets.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 50,
    installerOptions: { clientOptions },
  });
  const app = new App({
    token: secrets.botToken,
    receiver,
    clientOptions: { slackApiUrl: slack.apiUrl },
    logLevel: LogLevel.ERROR,
    convoStore: false,
  });
  addListeners(app);
  slack.connect({ socketMode: true });
  await app.start();
  return app;
}
