import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readListInWorker } from '../src/list/in-worker.ts';
import { readList } from '../src/list/read.ts';
import { listLimits } from '../src/list/result.ts';
import { runThread } from '../src/list/thread.ts';
import { sampleList } from '../src/sandbox/sample-list.ts';

const limits = { timeoutMs: 60_000 };
const parents = { kind: 'parent' } as const;

describe('a list read in a thread', () => {
  test('is what is read here, and the bytes stay the caller’s', async () => {
    const { bytes } = sampleList();
    const result = await readListInWorker(bytes, parents, limits);
    expect(bytes.length).toBeGreaterThan(30_000);
    expect(result).toEqual(readList(bytes, parents));
  });

  test('several at once, each with its own outcome', async () => {
    const texts = ['p1,p2', '', '家长ID\np3', '%PDF-1.7'];
    const bytes = texts.map((text) => Buffer.from(text));
    const results = await Promise.all(bytes.map((one) => readListInWorker(one, parents, limits)));
    expect(results).toEqual(bytes.map((one) => readList(one, parents)));
  });

  test('a hundred thousand ids in order, while other work goes on', async () => {
    const ids = Array.from({ length: 100_000 }, (_, i) => `p${i}`);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const result = await readListInWorker(Buffer.from(ids.join('\n')), parents, limits);
    clearInterval(timer);
    expect(result).toMatchObject({ type: 'read', lists: [{ ids, lines: ids.map((_, i) => i + 1) }] });
    expect(turns).toBeGreaterThan(1);
  });

  test('too large is known without a thread', async () => {
    const result = await readListInWorker(new Uint8Array(listLimits.maxBytes + 1), parents, limits);
    expect(result).toMatchObject({ type: 'fault', fault: 'tooLarge' });
  });

  test('out of time is a fault, and the next list is read', async () => {
    expect(await readListInWorker(Buffer.from('p1'), parents, { timeoutMs: 1 })).toMatchObject({ fault: 'unreadable' });
    expect(await readListInWorker(Buffer.from('p1'), parents, limits)).toMatchObject({ type: 'read' });
  });
});

describe('a thread that goes wrong', () => {
  const folder = mkdtempSync(join(tmpdir(), 'list-thread-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const scripts: [string, string, RegExp][] = [
    ['throws', 'throw new Error("broken")', /broken/],
    ['ends itself', 'process.exit(3)', /ended with 3/],
    ['says nothing', '', /ended with 0/],
    ['never ends', 'for (;;) {}', /no answer within 2000 ms/],
    [
      'takes all memory',
      'const all = []; for (;;) all.push(new Array(1000).fill(1.5).map(String))',
      /MEMORY_LIMIT|memory/,
    ],
  ];
  test.each(scripts)(
    '%s',
    async (name, script, detail) => {
      const file = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
      writeFileSync(file, script);
      const timeoutMs = name === 'never ends' ? 2000 : 60_000;
      const answer = await runThread(pathToFileURL(file), new Uint8Array(8), { with: {}, timeoutMs });
      expect(answer).toMatchObject({ type: 'failed', detail: expect.stringMatching(detail) });
    },
    60_000,
  );
});
