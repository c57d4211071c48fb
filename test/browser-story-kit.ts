/** The whole product in a real browser: what a person clicks, and what they see, step by step. */
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { wordsIn } from '../src/sandbox/page/browser/slack/words.ts';
import { wordsIn as wecomWordsIn } from '../src/sandbox/page/browser/wecom/words.ts';
import { bundlePage } from '../src/sandbox/page/bundle.ts';
import type { PageLocale } from '../src/sandbox/page/contract.ts';
import { startSchool } from '../src/sandbox/page/open.ts';
import { openSamples } from '../src/sandbox/page/samples.ts';
import { startPage } from '../src/sandbox/page/server.ts';
import type { Rehearsal, RehearsalOptions } from '../src/sandbox/rehearsal.ts';
import { wordsFor } from '../src/words/locale.ts';
import { launchBrowser } from './browser-kit.ts';
import { embeddedPlace } from './databases.ts';
import { coverBytes } from './story-kit.ts';

export type Stage = { browser: Browser; rehearsal: Rehearsal; url: string };

/** One school, one bot and one browser for all tests of a file; each test begins with no window and no modal. */
export function sharedStage(options: Pick<RehearsalOptions, 'door' | 'clock'>): () => Stage {
  let stage: Stage;
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const place = await embeddedPlace();
    ends.unshift(() => place.remove());
    const samples = openSamples();
    const starting = startSchool({ ...options, ...place, log: () => undefined }, samples);
    const [browser, rehearsal, bundle] = await Promise.all([launchBrowser(), starting, bundlePage()]);
    ends.unshift(
      () => browser.close(),
      () => rehearsal.stop(),
    );
    const served = await startPage({ rehearsal, door: options.door, samples, bundle, locale: 'zh' });
    ends.unshift(served.stop);
    stage = { browser, rehearsal, url: served.url };
  });
  afterEach(async ({ task }) => {
    const pages = stage.browser.contexts().flatMap((context) => context.pages());
    if (task.result?.state === 'fail')
      for (const page of pages) await page.screenshot({ path: join('test-results', `failed ${task.name}.png`) });
    for (const page of pages) await page.context().close();
    stage.rehearsal.slack.world.stacks.clear();
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => stage;
}

const people = { zh: 'U0WANG', en: 'U0SMITH' } as const;

export type Notice = { title: string; parents?: string; list?: string };

/** Somebody's window: 王老师's, or Ms Smith's. Fields and buttons are found by what is written on them. */
export class Window {
  readonly page: Page;
  readonly locale: PageLocale;
  readonly words;
  readonly slackWords;
  readonly wecomWords;
  /** Where what the story leaves is kept. */
  readonly #folder: string;
  #step = 0;

  constructor(page: Page, { story, locale }: { story: string; locale: PageLocale }) {
    this.page = page;
    this.locale = locale;
    this.words = wordsFor(locale);
    this.slackWords = wordsIn(locale);
    this.wecomWords = wecomWordsIn(locale);
    this.#folder = join('test-results', story);
  }

  /** A picture of the page, numbered in the order of the story. */
  async shot(name: string): Promise<void> {
    this.#step += 1;
    await this.page.screenshot({ path: join(this.#folder, `${this.#step}-${name}.png`) });
  }

  /** Where the file behind the link was saved. */
  download(link: Locator): Promise<string> {
    return this.downloaded(() => link.click());
  }

  /** Where the file was saved that this made the browser download. */
  async downloaded(act: () => Promise<void>): Promise<string> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), act()]);
    const path = join(this.#folder, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  }

  /** Presses a key until that has the focus, as somebody without a mouse does. */
  async tabTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < 60; pressed += 1) {
      if (await target.evaluate((element) => element.matches(':focus'))) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`not reached with ${key}: ${target}`);
  }

  slack(): Locator {
    return this.page.getByRole('region', { name: 'Slack', exact: true });
  }

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title, exact: true });
  }

  thread(): Locator {
    return this.page.getByRole('complementary', { name: this.slackWords.thread.title });
  }

  async command(text: string): Promise<void> {
    await this.slack().locator('.channel').getByRole('textbox').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The channel's message about it: there must be one, and no more. */
  message(text: string | RegExp): Locator {
    return this.slack().locator('.channel').getByRole('article').filter({ hasText: text });
  }

  async openThread(message: Locator): Promise<Locator> {
    await message.getByRole('button', { name: this.locale === 'zh' ? /条回复/ : /repl(y|ies)/ }).click();
    return this.thread();
  }

  async openPlace(name: string): Promise<void> {
    await this.slack().getByRole('navigation').getByRole('button', { name }).click();
    await this.slack().getByRole('heading', { name }).waitFor();
  }

  async channelMenu(item: string): Promise<void> {
    await this.page.getByRole('button', { name: this.slackWords.channel.menu }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  wecomTab(tab: keyof Window['wecomWords']['tabs']): Promise<void> {
    return this.page.getByRole('tab', { name: this.wecomWords.tabs[tab] }).click();
  }

  /** A switch on WeCom's side. */
  async turn(name: keyof Window['wecomWords']['switches']['names'], on: boolean): Promise<void> {
    await this.wecomTab('switches');
    const [title] = this.wecomWords.switches.names[name];
    await this.page.getByRole('switch', { name: title }).setChecked(on);
  }

  /** The requests WeCom received of this kind, as its side lists them. */
  async requests(api: string): Promise<Locator> {
    await this.wecomTab('requests');
    const name = this.wecomWords.requests.apis[api] ?? api;
    return this.page.getByRole('listitem').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async pick(form: Locator, label: string, option: string): Promise<void> {
    await form.getByRole('combobox', { name: label, exact: true }).click();
    await form.getByRole('option', { name: option, exact: true }).click();
  }

  /** View 1 filled in, not yet submitted. */
  async compose({ title, parents, list }: Notice): Promise<Locator> {
    const { compose, title: heading } = this.words.forms.notice;
    await this.command('/school-notice');
    const form = this.dialog(heading);
    await form.getByLabel(compose.title, { exact: true }).fill(title);
    for (const label of [compose.app, compose.miniProgram]) await this.pick(form, label, '晨光家校');
    await form.getByLabel(compose.pagepath, { exact: true }).fill('pages/notice/index');
    const cover = { name: 'cover.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(coverBytes) };
    await form.getByLabel(compose.cover, { exact: true }).setInputFiles(cover);
    if (parents !== undefined) await form.getByLabel(compose.box('parent', 3000), { exact: true }).fill(parents);
    if (list !== undefined) {
      await form.getByRole('radio', { name: compose.audienceFile }).check();
      await form.getByLabel(compose.listFile, { exact: true }).setInputFiles(list);
    }
    return form;
  }

  async next(form: Locator): Promise<Locator> {
    const { compose, review } = this.words.forms.notice;
    await form.getByRole('button', { name: compose.submit, exact: true }).click();
    const reviewed = this.dialog(review.title);
    await reviewed.waitFor();
    return reviewed;
  }

  /** Sends what is reviewed to so many; the form closes. */
  async sendTo(reviewed: Locator, amount: number): Promise<void> {
    await reviewed.getByRole('button', { name: this.words.forms.notice.review.submit(amount) }).click();
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  /** A notice sent off; gives its message in the channel. */
  async send(notice: Notice & { parents: string }): Promise<Locator> {
    const reviewed = await this.next(await this.compose(notice));
    await this.sendTo(reviewed, notice.parents.split('\n').length);
    return this.message(notice.title);
  }
}

type Look = { story: string; locale?: PageLocale; context?: BrowserContextOptions };

export async function openWindow({ browser, url }: Stage, { story, locale = 'zh', context: wanted = {} }: Look) {
  const usual = { viewport: { width: 1280, height: 800 }, timezoneId: 'Asia/Shanghai' };
  const context = await browser.newContext({ ...usual, ...wanted });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(`${url}?as=${people[locale]}#C0NOTICE`);
  return new Window(page, { story, locale });
}
