/** The page in a real browser, over a pretended Slack whose bot answers as it is told. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { bundlePage } from '../src/sandbox/page/bundle.ts';
import { openSamples } from '../src/sandbox/page/samples.ts';
import { startPage } from '../src/sandbox/page/server.ts';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import { startWecom } from '../src/sandbox/wecom/server.ts';
import { controls, messageBlocks } from './browser-controls-form.ts';
import { launchBrowser } from './browser-kit.ts';
import { call, type FakeBot, modal, plain, startFakeBot, startTestSlack, textInput } from './sandbox-slack-kit.ts';

type Json = Record<string, unknown>;

const smith = 'U0SMITH';

export type Controls = {
  bot: FakeBot;
  url: string;
  browser: Browser;
  /** The bot says something in #家校通知. */
  say(message: object): Promise<void>;
  /** The bot draws the open form anew, with these blocks at its end. */
  redraw(more: object[]): Promise<void>;
  /** Payloads of that type since the test began, oldest first. */
  heard(type: string): Json[];
};

/** One page for all tests of a file; each begins with no window, no modal, and a bot that has heard nothing. */
export function sharedControls(): () => Controls {
  let opened: Controls & { closeAll(): void; usual: FakeBot['reply'] };
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const browser = await launchBrowser();
    const slack = await startTestSlack();
    const [bot, wecom, bundle] = await Promise.all([startFakeBot(slack), startWecom({}), bundlePage()]);
    const rehearsal = { slack, wecom, restart: async () => undefined };
    const page = await startPage({ rehearsal, door: 'http', samples: openSamples(), bundle, locale: 'en' });
    ends.push(
      () => browser.close(),
      page.stop,
      () => bot.stop(),
      () => slack.stop(),
      () => wecom.stop(),
    );
    const closeAll = () => slack.world.stacks.clear();
    opened = { bot, url: page.url, browser, closeAll, usual: usualReply(slack), ...botHands(slack, bot) };
    await opened.say({ text: 'blocks', blocks: messageBlocks });
  });
  beforeEach(() => {
    opened.bot.received.length = 0;
    opened.bot.reply = opened.usual;
  });
  afterEach(async () => {
    for (const context of opened.browser.contexts()) await context.close();
    opened.closeAll();
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => opened;
}

const second = modal([textInput('note', 'A note')], { title: plain('Second'), submit: plain('Save') });

async function api(slack: SandboxSlack, method: string, fields: Json): Promise<void> {
  const answer = await call(slack, method, fields);
  if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer)}`);
}

function botHands(slack: SandboxSlack, bot: FakeBot): Pick<Controls, 'say' | 'redraw' | 'heard'> {
  return {
    say: (message) => api(slack, 'chat.postMessage', { channel: 'C0NOTICE', ...message }),
    redraw: async (more) => {
      const id = slack.world.stacks.get(smith)?.at(-1)?.id;
      await api(slack, 'views.update', { view_id: id, view: modal([...controls, ...more]) });
    },
    heard: (type) => bot.received.map(({ payload }) => payload).filter((payload) => payload.type === type),
  };
}

/** Opens the form at its command and the second page at its button, suggests one option, and is content with the rest. */
function usualReply(slack: SandboxSlack): FakeBot['reply'] {
  return async (payload) => {
    const { trigger_id } = payload;
    if (payload.command === '/school-notice') await api(slack, 'views.open', { trigger_id, view: modal(controls) });
    const isForSecond = JSON.stringify(payload.actions ?? []).includes('"push"');
    if (isForSecond) await api(slack, 'views.push', { trigger_id, view: second });
    if (payload.type !== 'block_suggestion') return { text: '' };
    return { json: { options: [{ value: 'far', text: plain('Far away') }] } };
  };
}

/** Ms Smith's window. */
export async function openWindow({ browser, url }: Controls, look: object = {}): Promise<Page> {
  const usual = { viewport: { width: 1280, height: 800 }, timezoneId: 'Asia/Shanghai' };
  const page = await (await browser.newContext({ ...usual, ...look })).newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${url}?as=${smith}#C0NOTICE`);
  return page;
}

/** Her window, with the form open. */
export async function openForm(controls: Controls, look: object = {}): Promise<{ page: Page; form: Locator }> {
  const page = await openWindow(controls, look);
  await page.getByRole('textbox', { name: /^Message #/ }).fill('/school-notice');
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Form' });
  await form.waitFor();
  return { page, form };
}

/** What a submission holds, by block_id: every action_id there is `value`. */
export function valuesOf(submission: Json | undefined): Json {
  const { view } = submission as { view: { state: { values: Record<string, { value: unknown }> } } };
  return Object.fromEntries(Object.entries(view.state.values).map(([block, { value }]) => [block, value]));
}
