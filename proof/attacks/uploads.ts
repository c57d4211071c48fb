/** B2 and B9: hostile lists and pictures put into the form, while others type commands. */
import { type LightSlack, startLightSlack } from '../../bench/light-slack.ts';
import { hostileLimit } from '../../bench/list.ts';
import type { Served } from '../../bench/processes.ts';
import { startProduct } from '../../bench/product.ts';
import { openLine } from '../../bench/slack-requests.ts';
import { quantile } from '../../bench/statistics.ts';
import { command, composeForm, upload } from '../../bench/under-load.ts';
import { coverBytes } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { growthOf, listsFor } from './bodies.ts';
import { hostilePictures } from './pictures.ts';

export const uploads: Probe[] = [
  { row: 'B2', name: 'hostile list files uploaded, acknowledgements meanwhile', stores: 'none', run: lists },
  { row: 'B9', name: 'hostile pictures uploaded, acknowledgements meanwhile', stores: 'none', run: pictures },
];

type Case = { name: string; list: () => Uint8Array; cover: () => Uint8Array };
type Cost = { name: string; waitsMs: number[]; growthMb: number; ms: number };

const slackPatienceMs = 3000;
const oneParent = Buffer.from('parent-1\n');

function lists(conditions: Conditions): Promise<Finding> {
  const cases = listsFor(conditions).map(({ name, make }) => ({ name, list: make, cover: () => coverBytes }));
  return uploadAll(conditions, cases);
}

function pictures(conditions: Conditions): Promise<Finding> {
  const chosen = conditions.isQuick ? hostilePictures.filter((_, i) => i % 4 === 1) : hostilePictures;
  const cases = chosen.map(({ name, make }) => ({ name, list: () => oneParent, cover: make }));
  return uploadAll(conditions, cases);
}

async function uploadAll({ newPlace, isQuick }: Conditions, cases: Case[]): Promise<Finding> {
  const { dataDir: folder } = await newPlace();
  const slack = await startLightSlack();
  const product = await startProduct({ slack, folder });
  // What the first picture costs once, sharp and its memory, is not what a hostile one costs.
  await costOf({ name: 'harmless', list: () => oneParent, cover: () => coverBytes }, slack, product);
  const costs: Cost[] = [];
  for (const one of cases) costs.push(await costOf(one, slack, product));
  for (const each of [product, slack]) await each.stop();
  const waits = costs.flatMap(({ waitsMs }) => waitsMs);
  const p99 = quantile(waits, 0.99);
  const largest = costs.reduce((a, b) => (b.growthMb > a.growthMb ? b : a));
  const slowest = costs.reduce((a, b) => (b.ms > a.ms ? b : a));
  return {
    isPassed: (isQuick || p99 < slackPatienceMs) && largest.growthMb < hostileLimit.mb,
    figures: `${costs.length} files, at most ${(slowest.ms / 1000).toFixed(1)} s from upload to review (${slowest.name}) and +${largest.growthMb.toFixed(0)} MB (${largest.name}); ${waits.length} commands meanwhile: p99 ${p99.toFixed(0)} ms, at most ${Math.max(...waits).toFixed(0)} ms`,
  };
}

async function costOf({ name, list, cover }: Case, slack: LightSlack, product: Served): Promise<Cost> {
  const kept = (file: string, bytes: Uint8Array) => {
    return { id: 'F1', name: file, size: bytes.length, url_private_download: slack.keepFile(file, bytes) };
  };
  const [commands, own] = [openLine(product.url), openLine(product.url)];
  const form = await composeForm(slack, own);
  const asked = { slack, line: own, form, file: kept('list.txt', list()), cover: kept('cover.png', cover()) };
  let waitsMs: number[] = [];
  const from = performance.now();
  const growthMb = await growthOf(product.pid, async () => {
    waitsMs = await command(commands, slack, upload(asked));
  });
  const ms = performance.now() - from;
  await Promise.all([commands.close(), own.close(), slack.quiet(300)]);
  return { name, waitsMs, growthMb, ms };
}
