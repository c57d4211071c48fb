/** A template form without Slack and WeCom: its template, its companies, and drafts that are filled in. */
import type { SendingApp } from '../src/compose/app.ts';
import { type CheckAnswer, check } from '../src/compose/check.ts';
import type { CheckedDraft as AnyCheckedDraft, Draft as AnyDraft } from '../src/compose/draft.ts';
import type { FormKind } from '../src/compose/kind.ts';
import type { FormMetadata } from '../src/compose/metadata.ts';
import { readList } from '../src/list/read.ts';
import { readTyped } from '../src/list/typed.ts';
import type { Faults } from '../src/slack/form.ts';
import type { TemplateKindDeps } from '../src/template/deps.ts';
import type { Entry, TemplateParts, TemplateValues } from '../src/template/draft.ts';
import { templateKind } from '../src/template/kind.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { Words } from '../src/words/zh.ts';

export type Draft = AnyDraft<TemplateParts>;
export type CheckedDraft = AnyCheckedDraft<TemplateParts>;
export type Values = Partial<TemplateValues>;

const suiteId = 'wwsuite';
const meeting: Entry = {
  ...{ id: 'meeting', suiteId, templateId: 'ttHuiyishi', name: '会议室预定' },
  keywords: [
    { key: '会议室', sample: '402' },
    { key: '会议地点', sample: '广州TIT-402会议室' },
    { key: '会议时间', sample: '2018年8月1日 09:00-09:30' },
  ],
};
const leave: Entry = { ...meeting, id: 'leave', templateId: 'ttQingjia', name: '请假审批' };

export function company(id: string, name: string, memberAuthorised = false): SendingApp {
  return { id, name, kind: 'suite', suiteId, memberAuthorised, userMax: 200 };
}
export const oneCompany = [company('suite:wwsuite:wwa', '晨光教育集团')];
export const severalCompanies = [...oneCompany, company('suite:wwsuite:wwb', '晨光幼儿园')];
export const memberAuthorised = [company('suite:wwsuite:wwa', '晨光教育集团', true)];

/** `bytes` are in every uploaded file. */
export function kindWith(changed: Partial<TemplateKindDeps> & { bytes?: Uint8Array } = {}): FormKind<TemplateParts> {
  const { bytes = new Uint8Array(), ...others } = changed;
  return templateKind({
    catalogue: {
      search: async (_suites, text) => [meeting, leave].filter(({ name }) => name.includes(text)),
      find: async (id) => {
        const found = [meeting, leave].find((each) => each.id === id);
        return found ? { ...found, retiredAt: null } : null;
      },
    },
    suiteIds: [suiteId],
    miniPrograms: [{ name: '晨光会议', appid: 'wx0123456789abcdef' }],
    limits: async () => ({ perMinute: 0, perHour: 0, daily: null }),
    fetchFile: async () => ({ type: 'file', bytes }),
    readTyped,
    readList: async (file, options) => readList(file, options),
    ...others,
  });
}

export const meta: FormMetadata = {
  ...{ draft: 'draft-17', channel: 'C0NOTICE', responseUrl: '', locale: 'zh', round: 1, twin: null },
};

/** All that must be filled in, and nothing more. */
const filled: Values = {
  template: 'meeting',
  app: 'suite:wwsuite:wwa',
  item1: '402',
  item2: '广州TIT-402会议室',
  item3: '2018年8月1日 09:00-09:30',
  url: 'https://example.com/meeting/402',
  members: 'zhangsan\nlisi',
};

const asked = { user: 'U0WANG', teamId: 'T1', channel: 'C1', responseUrl: '', triggerId: 't', text: '' };

/** As the form opens, for what was typed behind the command. */
export async function opened(text = '', kind = kindWith(), apps = oneCompany): Promise<Draft> {
  const words = wordsFor('zh');
  const beginning = await kind.begin({ ...asked, text }, apps, words);
  if (beginning.type === 'nothing') throw new Error(beginning.text);
  const { values, offered } = beginning;
  const fresh: Draft = {
    id: 'draft-17',
    teamId: 'T1',
    owner: 'U0WANG',
    round: 1,
    checked: null,
    earlier: [],
    values,
    offered,
  };
  return (await kind.settle(fresh, apps, words)).draft;
}

export async function filledIn(values: Values = {}, apps = oneCompany): Promise<Draft> {
  const kind = kindWith();
  const draft = await opened(meeting.name, kind, apps);
  const next: Draft = { ...draft, values: { ...draft.values, ...filled, ...values } };
  return (await kind.settle(next, apps, wordsFor('zh'))).draft;
}

/** What the form itself sees. */
export async function formFaults(values: Values, words: Words, apps = oneCompany): Promise<Faults<TemplateValues>> {
  const draft = await filledIn(values, apps);
  const parsed = kindWith().form(draft, apps).parse({}, words, draft.values);
  return parsed.type === 'faults' ? parsed.faults : {};
}

type Case = { values?: Values; apps?: SendingApp[]; bytes?: Uint8Array; deps?: Partial<TemplateKindDeps> };

/** What the check finds. */
export async function answerTo(
  { values = {}, apps = oneCompany, bytes, deps }: Case,
  words: Words,
): Promise<CheckAnswer<TemplateParts>> {
  const kind = kindWith({ ...deps, ...(bytes && { bytes }) });
  return check(kind, { draft: await filledIn(values, apps), apps, words });
}

export async function checkedDraft(wanted: Case, words: Words): Promise<CheckedDraft> {
  const answer = await answerTo(wanted, words);
  if (answer.type === 'faults') throw new Error(JSON.stringify(answer.faults));
  return answer.draft;
}
