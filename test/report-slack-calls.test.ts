import { webApi } from '@slack/bolt';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ask, type SlackWindows } from '../src/report/slack-calls.ts';
import { stillClock } from './delivery-stage.ts';
import { until } from './story-delivery-kit.ts';
import { tick } from './story-kit.ts';

const log = pino({ level: 'silent' });

test('what Slack says about one call holds for every other of its method, until the time is over', async () => {
  const clock = stillClock(1_000_000);
  const windows: SlackWindows = new Map();
  const called: string[] = [];
  const call = (method: string, name: string, refusals = 0) =>
    ask(
      async () => {
        called.push(name);
        refusals -= 1;
        if (refusals >= 0) throw new webApi.WebAPIRateLimitedError(30);
        return name;
      },
      { method, windows, clock, log, before: async () => undefined },
    );
  const first = call('chat.update', 'first', 1);
  await until(() => windows.size === 1, 'the refusal');
  const second = call('chat.update', 'second');
  expect(await call('chat.postMessage', 'another method')).toMatchObject({ type: 'ok' });
  clock.advance(29_999);
  await tick(20);
  expect(called).toEqual(['first', 'another method']);
  clock.advance(1);
  expect(await Promise.all([first, second])).toMatchObject([{ value: 'first' }, { value: 'second' }]);
  expect(called).toHaveLength(4);
});
