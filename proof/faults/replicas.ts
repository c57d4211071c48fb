/** F6: several processes on one server send for several apps of several companies; one is killed, and started again. */

import { chance } from '../../src/sandbox/chance.ts';
import { sunriseSchool } from '../../src/sandbox/slack/workspace.ts';
import { chenguangApp } from '../../src/sandbox/wecom/options.ts';
import type { ProviderSettings } from '../../src/sandbox/wecom/provider/options.ts';
import {
  chenguangCompany,
  chenguangDelegated,
  chenguangProvider,
  chenguangSuite,
} from '../../src/sandbox/wecom/provider/sample.ts';
import { zh } from '../../src/words/zh.ts';
import { noticeTo, parentIds, until } from '../../test/story-delivery-kit.ts';
import { channelId, compose, tick } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { receivedBy, resultOf, stands, wrongIn } from './judge.ts';
import { sendOff } from './sending.ts';
import { type Bot, openWorldWith, type World } from './world.ts';

export const replicas: Probe[] = [2, 3].map((processes) => ({
  row: 'F6',
  name: `${processes} processes, several companies, one killed`,
  stores: 'server',
  run: (conditions) => share(conditions, processes),
}));

const plans = { full: { companies: 4, batches: 112 }, quick: { companies: 2, batches: 12 } };

/** So slow that much is left when the last of them has sent off, which takes a busy machine some seconds. */
const answerMs = 1000;
/** A delivery goes on at another process within this time. */
const takeoverMs = 30_000;
/** What each process does at the least, of what was sent while all lived. */
const leastShare = 0.2;

/** One app: who sends for it, as what, and the title of the notice. */
type Errand = { sender: string; app: string; title: string };

/** The batches each process says it has sent: the only thing that is asked of the product, and WeCom's log must agree. */
type Running = { bot: Bot; batches: number };

async function share({ isQuick, seed, newPlace }: Conditions, processes: number): Promise<Finding> {
  const { companies, batches } = plans[isQuick ? 'quick' : 'full'];
  const provider = providerWith(companies);
  const errands = errandsOf(provider);
  const world = await openWorldWith(await newPlace(), {
    wecom: { provider },
    isProvider: true,
    workspace: workspaceWith(errands),
    env: { SENDERS: errands.map(({ sender }) => sender).join(',') },
  });
  try {
    const running = [await start(world)];
    await authorise(world, provider);
    while (running.length < processes) running.push(await start(world));
    await prepare(world, errands, batches);
    const all = errands.length * batches;
    const shares = await sendAndKill(world, { errands, running, all, random: chance(seed) });
    return findingOf({
      ...shares,
      isQuick,
      ...(await judged(world, errands, batches)),
      all,
      processes,
      apps: errands.length,
    });
  } finally {
    await world.stop();
  }
}

function providerWith(companies: number): ProviderSettings {
  const company = (_: unknown, i: number) => ({
    ...chenguangCompany,
    corpId: `wwcompany${i + 1}`,
    name: `学校${i + 1}`,
  });
  return { ...chenguangProvider, companies: Array.from({ length: companies }, company) };
}

const suites = [chenguangSuite, chenguangDelegated];

/** The own app, and both suites' in each company. */
function errandsOf({ companies }: ProviderSettings): Errand[] {
  const others = companies.flatMap(({ name }) => suites.map((suite) => `${name} · ${suite.name}`));
  return [chenguangApp.name, ...others].map((app, i) => ({
    app,
    sender: `U0TEACHER${i + 1}`,
    title: `${i + 1} 号通知`,
  }));
}

/** Everybody sends one notice, so that all can be sent off at once. */
function workspaceWith(errands: Errand[]) {
  const users = errands.map(({ sender }) => ({ id: sender, name: sender, locale: 'zh-CN', tz: 'Asia/Shanghai' }));
  const channels = sunriseSchool.channels.map((one) =>
    one.id === channelId ? { ...one, members: [...one.members, ...users.map(({ id }) => id)] } : one,
  );
  return { ...sunriseSchool, users: [...sunriseSchool.users, ...users], channels };
}

async function start(world: World): Promise<Running> {
  const running = { batches: 0 };
  const bot = await world.startBot((line) => {
    if (line.includes('"msg":"batch"')) running.batches += 1;
  });
  return Object.assign(running, { bot });
}

async function authorise({ wecom }: World, { companies }: ProviderSettings): Promise<void> {
  for (const { corpId } of companies) for (const { suiteId } of suites) await wecom.authorise({ suiteId, corpId });
  const wanted = companies.length * suites.length;
  await until(async () => (await wecom.log('authInfo')).length >= wanted, 'what the apps are in the companies', 30_000);
  await tick(1000);
}

/** Every teacher has the review in front of them. */
async function prepare({ slack }: World, errands: Errand[], batches: number): Promise<void> {
  const { compose: form, review } = zh.forms.notice;
  for (const { sender, app, title } of errands) {
    const teacher = slack.person(sender);
    await compose(teacher, noticeTo(batches * 1000, title));
    await teacher.choose(form.app, app);
    await teacher.submit();
    await teacher.waitForModal(review.title);
  }
}

type Told = { errands: Errand[]; running: Running[]; all: number; random: () => number };
type Shares = { shares: number[]; waitMs: number; takenOverMs: number };

/** A third is sent by all of them; then one is killed, and another one started. */
async function sendAndKill(world: World, { errands, running, all, random }: Told): Promise<Shares> {
  const { slack, wecom } = world;
  await wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: answerMs, carriedOut: true } });
  const third = await wecom.inject({ api: 'send', skip: Math.floor(all / 3), fault: { type: 'slow', ms: 0 } });
  const startedAt = Date.now();
  await Promise.all(errands.map(({ sender }) => sendOff(slack.person(sender))));
  await third.arrived();
  const sent = running.map(({ batches }) => batches);
  const total = sent.reduce((a, b) => a + b, 0);
  const killedAt = Date.now();
  await running[Math.floor(random() * running.length)]?.bot.kill();
  await start(world);
  for (const { title } of errands) await slack.waitFor(() => stands(slack, title) || null, `the result of ${title}`);
  const times = await timesByTitle(world);
  const after = (since: number) =>
    Math.max(
      ...[...times.values()].map((all) => Math.min(...all.filter((at) => at > since)) - since).filter(Number.isFinite),
    );
  // What was on its way when it was killed has arrived within a second.
  return {
    shares: sent.map((count) => count / total),
    waitMs: after(startedAt),
    takenOverMs: after(killedAt + 1000) + 1000,
  };
}

async function timesByTitle({ wecom }: World): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  for (const { body, receivedAt } of await wecom.log('send')) {
    const title = /"title":"([^"]*)"/.exec(body)?.[1] ?? '';
    times.set(title, [...(times.get(title) ?? []), receivedAt]);
  }
  return times;
}

type Judged = { lost: number; twice: number; told: number; unknown: number; tokens: string[] };

async function judged({ slack, wecom, logFile }: World, errands: Errand[], batches: number): Promise<Judged> {
  const received = await receivedBy(logFile);
  const judged = { lost: 0, twice: 0, told: 0, unknown: 0 };
  for (const { title } of errands) {
    const ids = parentIds(batches * 1000, title);
    const result = resultOf(slack, title, ids);
    const { lost, twice, told } = wrongIn(result, ids, received);
    judged.lost += lost.length;
    judged.twice += twice.length;
    judged.told += told.length;
    judged.unknown += result.unknownBatches.size;
  }
  const asked = (await wecom.log()).filter(
    ({ api }) => api === 'gettoken' || api === 'corpToken' || api === 'suiteToken',
  );
  return { ...judged, tokens: asked.map(({ api, query, body }) => `${api} ${JSON.stringify(query)} ${body}`) };
}

type Figures = Shares & Judged & { isQuick: boolean; all: number; processes: number; apps: number };

function findingOf({
  lost,
  twice,
  told,
  unknown,
  tokens,
  shares,
  waitMs,
  takenOverMs,
  isQuick,
  ...of
}: Figures): Finding {
  const inPercent = shares.map((each) => `${Math.round(each * 100)} %`).join(', ');
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const again = tokens.length - new Set(tokens).size;
  const wasTakenOver = Number.isFinite(takenOverMs);
  const isInTime = Math.min(...shares) >= leastShare && wasTakenOver && takenOverMs <= takeoverMs;
  const goesOn = wasTakenOver
    ? `goes on ${seconds(takenOverMs)} s after the kill at the latest`
    : 'nothing was left at the kill';
  return {
    isPassed: lost + twice + told + again === 0 && (isQuick || isInTime),
    figures:
      `${of.all} batches of ${of.apps} apps on ${of.processes} processes: ${lost} people lost, ${twice} sent to twice, ` +
      `${told} told wrongly, ${unknown} batches unknown; shares until the kill ${inPercent}; each app begins within ` +
      `${seconds(waitMs)} s, ${goesOn}; ` +
      `${tokens.length} tokens fetched, ${again} of them twice`,
  };
}
