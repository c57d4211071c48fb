import type { types } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { recipientKinds } from '../src/audience.ts';
import { composeView } from '../src/compose/compose-view.ts';
import { confirmView } from '../src/compose/confirm.ts';
import type { CheckedDraft as AnyCheckedDraft, CheckedAudience } from '../src/compose/draft.ts';
import { sameWord } from '../src/compose/guard.ts';
import type { FormMetadata } from '../src/compose/metadata.ts';
import { brokenView, checkingView, openingView, refusedView } from '../src/compose/plain-views.ts';
import { reviewView } from '../src/compose/review.ts';
import { listFaults, type MalformedEntry } from '../src/list/result.ts';
import { byteLength, noticeLimits } from '../src/message.ts';
import { composeForm, type Offer } from '../src/notice/compose-form.ts';
import type { ComposeValues, NoticeParts } from '../src/notice/draft.ts';
import { noticeKind } from '../src/notice/kind.ts';
import { checkView } from '../src/sandbox/slack/block-kit/check-view.ts';
import { slackLimits } from '../src/slack/limits.ts';
import { wordsFor } from '../src/words/locale.ts';
import { openStage, ownApp } from './notice-stage.ts';

const locales = ['zh', 'en'] as const;
const file = { id: 'F1', name: `${'校'.repeat(200)}.png`, size: 1, url: 'https://files.slack.com/f' };
const cover = { sha256: 'a'.repeat(64), name: file.name, size: noticeLimits.coverMaxBytes };
const offer: Offer = {
  apps: Array.from({ length: 100 }, (_, i) => ownApp(`app${i}`, '校'.repeat(slackLimits.optionText))),
  miniPrograms: Array.from({ length: 100 }, (_, i) => ({ appid: `wx${i}`, name: '校'.repeat(slackLimits.optionText) })),
  lastCover: cover,
};
const { apps } = offer;
const kind = noticeKind({ ...openStage().deps, miniPrograms: offer.miniPrograms });
const meta: FormMetadata = {
  draft: crypto.randomUUID(),
  channel: 'C0123456789',
  responseUrl: `https://hooks.slack.com/commands/${'x'.repeat(200)}`,
  locale: 'zh',
  round: 9,
  twin: null,
};

type CheckedDraft = AnyCheckedDraft<NoticeParts>;

function values(changed: Partial<ComposeValues> = {}): ComposeValues {
  return {
    ...composeForm(offer).empty,
    app: 'app1',
    title: '期中家长会通知 <!channel>',
    miniProgram: 'wx1',
    pagepath: 'p'.repeat(1024),
    idTranslation: true,
    note: '*备*'.repeat(100),
    ...changed,
  };
}

/** As long as anything can get. */
const malformed: MalformedEntry[] = Array.from({ length: 20 }, (_, i) => ({
  kind: 'externalUser',
  line: 1_000_000 + i,
  text: `${'字'.repeat(60)}…`,
  fault: 'badCharacters',
}));
const hugeList: CheckedAudience = {
  type: 'lists',
  counts: recipientKinds.map((kind) => ({ kind, count: 250_000 })),
  batches: 2500,
  arithmetic: { lines: 2e6, blank: 1, ids: 2e6, repeated: 1, malformed: 999_999, willSend: 1_000_000 },
  malformed,
  headerKinds: [...recipientKinds],
  unreadColumns: Array.from({ length: 60 }, () => `${'列'.repeat(60)}…`),
  unreadSheets: Array.from({ length: 254 }, () => `${'表'.repeat(60)}…`),
  phones: 1_000_000,
  examples: Array.from({ length: 3 }, () => 'x'.repeat(64)),
};
const storyList: CheckedAudience = {
  type: 'lists',
  counts: [{ kind: 'parent', count: 2093 }],
  batches: 3,
  arithmetic: { lines: 2300, blank: 100, ids: 2214, repeated: 114, malformed: 7, willSend: 2093 },
  malformed: malformed.slice(0, 7),
  headerKinds: [],
  unreadColumns: [],
  unreadSheets: [],
  phones: 0,
  examples: [],
};

function draft(audience: CheckedAudience, changed: Partial<ComposeValues> = {}): CheckedDraft {
  const checked = { content: { appid: 'wx1', cover }, audience, fingerprint: 'f' };
  const about = { id: meta.draft, teamId: 'T1', owner: 'U1', offered: { lastCover: cover }, round: 9, earlier: [] };
  return { ...about, values: values(changed), checked };
}

function texts(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(texts);
  if (typeof part !== 'object' || part === null) return [];
  if ('text' in part && typeof part.text === 'string') return [part.text];
  return Object.values(part).flatMap(texts);
}

/** By the rules of the sandbox's strict Slack. */
function fits(view: types.ModalView): void {
  expect(checkView(JSON.parse(JSON.stringify(view)))).not.toHaveProperty('error');
}

describe.each(locales)('every view fits Slack, however much there is in it (%s)', (locale) => {
  const words = wordsFor(locale);
  const say = words.forms.notice;
  const guard = { everyone: true, twin: { name: 'N-1000000', submittedAt: 1_760_000_000_000 } };

  test.each(['typed', 'file', 'school'] as const)('compose, %s', (audience) => {
    const full = 'x'.repeat(slackLimits.textInput);
    const typed = { parents: full, students: full, departments: full, externalUsers: full };
    const all = draft(hugeList, { audience, ...typed, cover: file, listFile: file, miniProgram: '+' });
    fits(composeView(kind, { draft: all, apps, meta, words }));
    const faults = { title: 'x'.repeat(300), cover: 'y', pagepath: 'z' };
    const faulty = composeView(kind, { draft: all, apps, meta, words }, { type: 'faults', faults });
    fits(faulty);
    expect(texts(faulty.blocks).join()).toContain('x'.repeat(300));
    fits(composeView(kind, { draft: all, apps, meta, words }, { type: 'checkFailed' }));
  });

  test('review and confirm', () => {
    for (const audience of [hugeList, storyList, { type: 'wholeSchool' } as const]) {
      fits(reviewView(kind, { apps, draft: draft(audience), meta, words }));
      fits(reviewView(kind, { apps, draft: { ...draft(audience), earlier: ['N-1000000'] }, meta, words }));
      fits(confirmView(kind, { draft: draft(audience), guard, meta, words }));
    }
  });

  test('what only says something', () => {
    for (const view of [
      openingView(kind),
      brokenView(kind),
      checkingView(kind, words, meta),
      refusedView(kind, words, { user: 'U0123', reason: 'notListed' }),
      refusedView(kind, words, { user: 'U0123', reason: 'groupsUnknown' }),
    ]) {
      fits(view);
    }
  });

  test('every list fault has words that fit an alert', () => {
    for (const fault of listFaults) {
      expect(say.list.faults[fault].length).toBeLessThanOrEqual(slackLimits.alertText);
    }
  });

  test('the review shows the byte count, the number on the button, and no mention that lives', () => {
    const view = reviewView(kind, { apps, draft: draft(storyList), meta, words });
    const { title } = draft(storyList).values;
    expect(texts(view.blocks)).toContain(title);
    expect(texts(view.blocks)).toContain(`*${say.review.cardTitle(byteLength(title), 64)}*`);
    expect(view.submit?.text).toContain('2,093');
    const live = view.blocks.flatMap((block) => JSON.stringify(block).match(/"mrkdwn","text":"[^"]*</g) ?? []);
    expect(live).toEqual([]);
  });
});

test('the arithmetic, as it was promised', () => {
  const view = reviewView(kind, { apps, draft: draft(storyList), meta, words: wordsFor('en') });
  expect(texts(view.blocks)).toContain(
    '2,300 lines → blank 100 → ids 2,214 → repeated 114 → malformed 7 → will send 2,093, in 3 batches',
  );
  expect(texts(view.blocks)).toContain('parents 2,093');
  expect(texts(reviewView(kind, { apps, draft: draft(storyList), meta, words: wordsFor('zh') }).blocks)).toContain(
    '2,300 行 → 空行 100 → ID 2,214 → 重复 114 → 格式不对 7 → 将发送 2,093，分 3 批',
  );
});

test('the first twenty malformed ids are shown, the others counted', () => {
  const words = wordsFor('en');
  const shown = texts(reviewView(kind, { apps, draft: draft(hugeList), meta, words }).blocks).join('\n');
  expect(shown).toContain(words.forms.notice.review.more(999_979));
  expect(shown).toContain('old external users, line 1,000,019');
});

test('departments are not called people', () => {
  const only = (kind: 'parent' | 'department'): CheckedAudience => ({
    ...storyList,
    counts: [{ kind, count: 2093 }],
  });
  const submit = (audience: CheckedAudience) =>
    reviewView(kind, { apps, draft: draft(audience), meta, words: wordsFor('zh') }).submit?.text;
  expect(submit(only('parent'))).toBe('发送给 2,093 人');
  expect(submit(only('department'))).toBe('发送给这 2,093 个');
});

test.each([
  ['send to all', true],
  ['ＳＥＮＤ　ＴＯ　ＡＬＬ', true],
  ['sendtoall', true],
  ['send to al', false],
  ['', false],
])('the word: %s', (typed, same) => {
  expect(sameWord(typed, 'SEND TO ALL')).toBe(same);
});
