/** The school notice as a kind of form. */
import type { SendingApp } from '../compose/app.ts';
import type { CheckedDraft } from '../compose/draft.ts';
import { chosenAppid } from '../compose/fields.ts';
import type { FormKind } from '../compose/kind.ts';
import { byteLength, noticeLimits } from '../message.ts';
import { type Block, pairs } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { checkAudience } from './check-audience.ts';
import { checkCover } from './check-cover.ts';
import { composeForm } from './compose-form.ts';
import type { NoticeKindDeps } from './deps.ts';
import { type NoticeParts, noticeOf, readNoticeDraft } from './draft.ts';

export function noticeKind(deps: NoticeKindDeps): FormKind<NoticeParts> {
  const { miniPrograms } = deps;
  return {
    name: 'notice',
    series: 'N',
    words: (words) => words.forms.notice,
    readDraft: readNoticeDraft,
    async begin({ user }, apps, words) {
      if (apps.length === 0) return { type: 'nothing', text: words.forms.notice.noApp };
      const lastCover = await deps.covers.last(user);
      const values = composeForm({ apps, miniPrograms, lastCover }).empty;
      return { type: 'form', values, offered: { lastCover } };
    },
    appsFor: (_draft, apps) => apps,
    settle: async (draft) => ({ draft, faults: {} }),
    form: ({ offered }, apps) => composeForm({ apps, miniPrograms, ...offered }),
    lead: () => [],
    needsFetching: (values) => values.cover !== null || (values.audience === 'file' && values.listFile !== null),
    async check(draft, _apps, words) {
      const { values } = draft;
      const [cover, audience] = await Promise.all([checkCover(deps, draft, words), checkAudience(deps, values, words)]);
      if (cover.type === 'fault') return { content: cover, audience };
      const appid = chosenAppid(miniPrograms, values);
      return { content: { type: 'found', found: { appid, cover: cover.found } }, audience };
    },
    message: noticeOf,
    card: (draft, apps, words) => card(deps, { draft, apps, words }),
    remarks: (_draft, words) => ({ above: [], below: [words.forms.notice.review.cannotCheck] }),
    title: ({ values }, words) => [words.forms.notice.compose.title, values.title],
  };
}

type Carded = { draft: CheckedDraft<NoticeParts>; apps: SendingApp[]; words: Words };

function card({ miniPrograms }: Pick<NoticeKindDeps, 'miniPrograms'>, { draft, apps, words }: Carded): Block[] {
  const { compose, review: say } = words.forms.notice;
  const { values } = draft;
  const { appid, cover } = draft.checked.content;
  const app = apps.length > 1 ? apps.find(({ id }) => id === values.app) : undefined;
  const listed = miniPrograms.find((each) => each.appid === appid);
  const rows: [string, string][] = [
    [say.cardTitle(byteLength(values.title), noticeLimits.titleMaxBytes), values.title],
    [compose.miniProgram, listed ? `${listed.name} ${listed.appid}` : appid],
    [compose.pagepath, values.pagepath],
    [compose.cover, say.cover(cover.name, cover.size)],
    ...(app ? [[say.app, app.name] satisfies [string, string]] : []),
  ];
  const more: [string, string][] = [
    ...(values.idTranslation ? [[say.idTranslation, say.on] satisfies [string, string]] : []),
    ...(values.note ? [[say.note, values.note] satisfies [string, string]] : []),
  ];
  return more.length > 0 ? [pairs(rows), pairs(more)] : [pairs(rows)];
}
