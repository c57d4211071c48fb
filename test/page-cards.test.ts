import { expect, test } from 'vitest';
import { cardsOf } from '../src/sandbox/page/cards.ts';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import type { Sent } from '../src/sandbox/wecom/outbox.ts';
import { providerSchema } from '../src/sandbox/wecom/provider/options.ts';
import { chenguangProvider } from '../src/sandbox/wecom/provider/sample.ts';

const { corpId, agentId } = chenguangApp;
const card = { appid: 'wx1234567890abcdef', title: '家长会', pagepath: 'pages/a', mediaId: 'M1' };

function sent(no: number, parent: string[], more: Partial<Sent> = {}): Sent {
  const recipients = { parent, student: [], department: [], externalUser: [] };
  return { no, at: no, corpId, agentId, card, scope: 0, wholeSchool: false, recipients, ...more };
}

const shown = (sends: Sent[]) =>
  cardsOf(
    {
      ...{ sent: () => sends, messages: () => [], authorisations: () => [] },
      ...{ apps: [chenguangApp], provider: providerSchema.parse(chenguangProvider) },
    },
    { wx1234567890abcdef: '晨光家校' },
  );

test('what went out in several requests is one card on each phone, and so one here', () => {
  expect(shown([sent(7, ['a', 'b']), sent(8, ['c']), sent(9, ['d'])])).toEqual([
    {
      ...{ kind: 'notice', nos: [7, 8, 9], at: 9, reached: 4, appName: '晨光家校' },
      ...{ title: '家长会', miniProgram: '晨光家校', pagepath: 'pages/a', mediaId: 'M1' },
    },
  ]);
});

test('who got it twice sees two; and the whole school is everybody', () => {
  expect(shown([sent(7, ['a', 'b']), sent(8, ['b'])]).map(({ nos }) => nos)).toEqual([[8], [7]]);
  const toAll = shown([sent(7, ['a']), sent(8, [], { wholeSchool: true })]);
  expect(toAll.map(({ nos, reached }) => [nos, reached])).toEqual([
    [[8], null],
    [[7], 1],
  ]);
});

test('another title is another card', () => {
  const other = { card: { ...card, title: '秋游' } };
  expect(shown([sent(7, ['a']), sent(8, ['b'], other), sent(9, ['c'])]).map(({ nos }) => nos)).toEqual([[7, 9], [8]]);
});
