/** B2: bodies without end and files made to hurt. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cost, hostileLimit } from '../../bench/list.ts';
import { type HostileList, hostileLists } from '../../bench/list-hostile.ts';
import { dropFolder, memoryOf, newFolder } from '../../bench/processes.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { chunkOf, rawRequest } from './requests.ts';
import { withSchool } from './school.ts';

export const bodies: Probe[] = [
  { row: 'B2', name: 'bodies of 200 MB', stores: 'none', run: floods },
  { row: 'B2', name: 'hostile list files, each read alone', stores: 'none', run: hostileFiles },
];

const megabyte = 1024 * 1024;
const floodBytes = 200 * megabyte;
const mostGrowthMb = 10;

const doors = {
  'unsigned to Slack’s door': '/slack/events HTTP/1.1\r\nhost: x',
  'with a made-up signature': '/slack/events HTTP/1.1\r\nhost: x\r\nx-slack-signature: v0=0',
  'to WeCom’s door': '/wecom/callback?msg_signature=0 HTTP/1.1\r\nhost: x',
};
const ways: Record<string, { header: string; piece: Buffer }> = {
  announced: { header: `content-length: ${floodBytes}`, piece: Buffer.alloc(megabyte, 'x') },
  'in chunks': { header: 'transfer-encoding: chunked', piece: chunkOf(megabyte) },
  'in small chunks': { header: 'transfer-encoding: chunked', piece: chunkOf(1024) },
};

type Flood = { name: string; growthMb: number; isRefused: boolean };

function floods(conditions: Conditions): Promise<Finding> {
  return withSchool(conditions, { thirdParty: true }, async (school) => {
    const { port, pid } = school.bot();
    const all = Object.entries(doors).flatMap(([door, start]) =>
      Object.entries(ways).map(([way, { header, piece }]) => {
        const head = `POST ${start}\r\n${header}\r\n\r\n`;
        return { name: `${door}, ${way}`, send: () => rawRequest(port, head, { again: piece, maxBytes: floodBytes }) };
      }),
    );
    // What the first of a kind costs once is not what a flood costs.
    for (const { send } of all) await send();
    const found: Flood[] = [];
    for (const { name, send } of all) {
      let answer = '';
      const growthMb = await growthOf(pid, async () => {
        answer = await send();
      });
      found.push({ name, growthMb, isRefused: /^HTTP\/1\.1 413/.test(answer) });
    }
    const worst = found.reduce((a, b) => (b.growthMb > a.growthMb ? b : a));
    const refused = found.filter(({ isRefused }) => isRefused).length;
    return {
      isPassed: refused === all.length && worst.growthMb <= mostGrowthMb,
      figures: `${refused} of ${all.length} refused with 413; at most +${worst.growthMb.toFixed(1)} MB (${worst.name})`,
    };
  });
}

/** By how much a process grew at its most; NaN where the system does not tell. */
export async function growthOf(pid: number, act: () => Promise<unknown>): Promise<number> {
  forgetPeak(pid);
  const before = memoryOf(pid).now;
  await act();
  return Math.max(0, memoryOf(pid).most - before);
}

/** Linux: from here on the most is counted anew (proc(5), clear_refs). */
function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The quickest to make, and the widest apart. */
const shortCut = ['quotes', 'one line, five million ids', 'chance', 'zip: one tag without end'];

export function listsFor({ isQuick }: Conditions): HostileList[] {
  return isQuick ? hostileLists.filter(({ name }) => shortCut.includes(name)) : hostileLists;
}

/** By processor time of all threads together: a busy machine makes no file more hostile. */
async function hostileFiles(conditions: Conditions): Promise<Finding> {
  const folder = newFolder();
  const file = join(folder, 'list');
  const found: { name: string; cpuMs: number; peakMb: number }[] = [];
  for (const { name, make } of listsFor(conditions)) {
    writeFileSync(file, make());
    found.push({ name, ...(await cost('thread', file)) });
  }
  dropFolder(folder);
  const slowest = found.reduce((a, b) => (b.cpuMs > a.cpuMs ? b : a));
  const largest = found.reduce((a, b) => (b.peakMb > a.peakMb ? b : a));
  return {
    isPassed: slowest.cpuMs < hostileLimit.ms && largest.peakMb < hostileLimit.mb,
    figures: `${found.length} files: at most ${slowest.cpuMs.toFixed(0)} ms of processor (${slowest.name}), ${largest.peakMb.toFixed(0)} MB in all (${largest.name})`,
  };
}
