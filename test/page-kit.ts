/** The page without its looks: what its code in the browser would ask for, asked over HTTP. */
import { afterAll, beforeAll } from 'vitest';
import type {
  Act,
  ActAnswer,
  PageMessage,
  PageView,
  SlackState,
  WecomCallInFull,
  WecomState,
} from '../src/sandbox/page/contract.ts';
import { startSchool } from '../src/sandbox/page/open.ts';
import { openSamples } from '../src/sandbox/page/samples.ts';
import { startPage } from '../src/sandbox/page/server.ts';
import type { Rehearsal, RehearsalOptions } from '../src/sandbox/rehearsal.ts';
import { pick, pressablesOf } from '../src/sandbox/slack/form-fields.ts';
import type { Entry } from '../src/sandbox/slack/input-state.ts';
import { wordsFor } from '../src/words/locale.ts';
import { embeddedPlace } from './databases.ts';
import { channelId, coverBytes } from './story-kit.ts';

type WithoutAs<T> = T extends unknown ? Omit<T, 'as'> : never;

export type OpenPage = {
  url: string;
  rehearsal: Rehearsal;
  /** Asks as our own page would. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  wecom(): Promise<WecomState>;
  call(no: number | undefined): Promise<WecomCallInFull>;
  wecomWhen<T>(look: (state: WecomState) => T | null | undefined | false): Promise<T>;
  user(id: string): PageUser;
};

type Options = Pick<RehearsalOptions, 'door' | 'clock'>;

/** One page for all tests of a file. */
export function sharedPage({ door, ...given }: Options = { door: 'http' }): () => OpenPage {
  let page: OpenPage;
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const place = await embeddedPlace();
    ends.unshift(() => place.remove());
    const samples = openSamples();
    const rehearsal = await startSchool({ door, ...given, ...place, log: () => undefined }, samples);
    ends.unshift(() => rehearsal.stop());
    const bundle = { script: 'export {};', style: ':root {}' };
    const served = await startPage({ rehearsal, door, samples, bundle, locale: 'zh' });
    ends.unshift(() => served.stop());
    page = openPage(served.url, rehearsal);
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => page;
}

function openPage(address: string, rehearsal: Rehearsal): OpenPage {
  const { origin } = new URL(address);
  const ask: OpenPage['ask'] = (path, init = {}) =>
    fetch(`${origin}${path}`, { ...init, headers: { ...(init.method === 'POST' && { origin }), ...init.headers } });
  const json = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;
  const wecom = () => json<WecomState>('/wecom');
  return {
    ...{ url: address, rehearsal, ask, wecom },
    call: (no) => json(`/wecom/calls/${no}`),
    wecomWhen: (look) => when(ask, wecom, look),
    user: (id) => new PageUser({ ask, id, state: () => json<SlackState>(`/state?as=${id}`) }),
  };
}

/** Looks, and looks again at each change the page is told of. */
async function when<S, T>(
  ask: OpenPage['ask'],
  read: () => Promise<S>,
  look: (state: S) => T | null | undefined | false,
): Promise<T> {
  const end = new AbortController();
  const { body } = await ask('/changes', { signal: end.signal });
  if (!body) throw new Error('no changes are told');
  try {
    for await (const _ of body) {
      const found = look(await read());
      if (found !== null && found !== undefined && found !== false) return found;
    }
    throw new Error('the page ended');
  } finally {
    end.abort();
  }
}

type Hands = { ask: OpenPage['ask']; id: string; state(): Promise<SlackState> };

/** Somebody at the page. Fields and buttons are named by what is written on them, and acted on by their ids. */
export class PageUser {
  readonly state: Hands['state'];
  readonly #hands: Hands;

  constructor(hands: Hands) {
    this.#hands = hands;
    this.state = hands.state;
  }

  when<T>(look: (state: SlackState) => T | null | undefined | false): Promise<T> {
    return when(this.#hands.ask, this.state, look);
  }

  async act(act: WithoutAs<Act>): Promise<ActAnswer> {
    const body = JSON.stringify({ as: this.#hands.id, ...act });
    return (await this.#hands.ask('/act', { method: 'POST', body })).json() as Promise<ActAnswer>;
  }

  async upload(name: string, bytes: Uint8Array): Promise<string> {
    const query = new URLSearchParams({ as: this.#hands.id, name });
    const answer = await this.#hands.ask(`/upload?${query}`, { method: 'POST', body: Buffer.from(bytes) });
    return ((await answer.json()) as { fileId: string }).fileId;
  }

  /** The modal in front, once its title is this and it has that field. */
  modal(title: string, label?: string): Promise<PageView> {
    return this.when(({ modals }) => {
      const view = modals.at(-1);
      return (
        view?.title === title && (label === undefined || placesIn(view).some((one) => one.label === label)) && view
      );
    });
  }

  async fill(view: PageView, label: string, value: string): Promise<ActAnswer> {
    const { at, entry } = spot(view, label);
    if (!entry || !('value' in entry)) throw new Error(`"${label}" is not typed into`);
    return this.act({ act: 'change', ...at, entry: { ...entry, value } });
  }

  async choose(view: PageView, label: string, text: string): Promise<ActAnswer> {
    const { at, entry, options } = spot(view, label);
    const option = options.find((one) => one.text.text === text);
    if (!entry || !option) throw new Error(`"${label}" has no "${text}"`);
    if ('selected_option' in entry)
      return this.act({ act: 'change', ...at, entry: { ...entry, selected_option: option } });
    if ('selected_options' in entry)
      return this.act({ act: 'change', ...at, entry: { ...entry, selected_options: [option] } });
    throw new Error(`"${label}" offers no choice`);
  }

  async attach(view: PageView, label: string, file: { name: string; bytes: Uint8Array }): Promise<ActAnswer> {
    const fileId = await this.upload(file.name, file.bytes);
    return this.act({ act: 'changeFiles', ...spot(view, label).at, fileIds: [fileId] });
  }
}

type Block = PageView['blocks'][number];
type Element = Extract<Block, { type: 'input' }>['element'];
type Spot = { label: string; blockId: string; element: Element };

function placesIn(view: PageView): Spot[] {
  return view.blocks.flatMap((block) =>
    block.type === 'input' ? [{ label: block.label.text, blockId: block.block_id, element: block.element }] : [],
  );
}

export function spot(view: PageView, label: string) {
  const found = pick(placesIn(view), label);
  if (!found) throw new Error(`no "${label}" in "${view.title}"`);
  const { blockId, element } = found;
  const actionId = element.action_id;
  const entry: Entry | undefined = view.entries[blockId]?.[actionId];
  const options = 'options' in element ? (element.options ?? []) : [];
  return { at: { viewId: view.id, blockId, actionId }, entry, options };
}

/** The newest button with these words on a message, and where it is. */
export function buttonOn(messages: PageMessage[], text: string) {
  const found = messages.map((message) => ({ message, button: pick(pressablesOf(message.blocks), text) }));
  const { message, button } = found.findLast(({ button }) => button !== null) ?? {};
  return message && button
    ? { ts: message.ts, blockId: button.block.block_id, actionId: button.element.action_id }
    : null;
}

export function repliesTo(state: SlackState, place: string, ts: string): PageMessage[] {
  return (state.messages[place] ?? []).filter(({ threadTs }) => threadTs === ts);
}

const { compose, review, title: formTitle } = wordsFor('zh').forms.notice;
export const parentBox = compose.box('parent', 3000);

/** A notice without its parents: the command was typed, the form is filled in. */
export async function filledIn(teacher: PageUser, title: string): Promise<PageView> {
  const typed = await teacher.act({ act: 'command', place: channelId, command: '/school-notice', text: '' });
  if (!typed.ok || typed.trouble) throw new Error(`the command was answered ${JSON.stringify(typed)}`);
  const form = await teacher.modal(formTitle, compose.title);
  await teacher.choose(form, compose.app, '晨光家校');
  await teacher.choose(form, compose.miniProgram, '晨光校车');
  await teacher.fill(form, compose.title, title);
  await teacher.fill(form, compose.pagepath, 'pages/notice/index');
  await teacher.attach(form, compose.cover, { name: 'cover.jpg', bytes: coverBytes });
  return form;
}

/** Sends a notice; resolves with its message. */
export async function sendNotice(teacher: PageUser, title: string, parents: string[]): Promise<PageMessage> {
  const form = await filledIn(teacher, title);
  await teacher.fill(form, parentBox, parents.join('\n'));
  await teacher.act({ act: 'submit', viewId: form.id });
  const shown = await teacher.modal(review.title);
  await teacher.act({ act: 'submit', viewId: shown.id });
  return teacher.when(({ modals, messages }) =>
    modals.length === 0 ? messages[channelId]?.find(({ text }) => text.includes(title)) : null,
  );
}

/** A button of a modal, by what is written on it. */
export function pressableIn(view: PageView, text: string): { viewId: string; blockId: string; actionId: string } {
  const found = pick(pressablesOf(view.blocks), text);
  if (!found) throw new Error(`no button "${text}" in "${view.title}"`);
  return { viewId: view.id, blockId: found.block.block_id, actionId: found.element.action_id };
}
