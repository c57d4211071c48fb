/** What WeCom has and what it was asked, as the page shows it. */
import { count } from '../wecom/addressees.ts';
import type { LogEntry } from '../wecom/log.ts';
import type { AppMessage } from '../wecom/message/outbox.ts';
import type { Sent } from '../wecom/outbox.ts';
import type { Company } from '../wecom/provider/options.ts';
import type { School } from '../wecom/school.ts';
import type { SandboxWecom } from '../wecom/server.ts';
import type { PhoneCard, WecomCall, WecomCallInFull, WecomState } from './contract.ts';
import type { Scene } from './scene.ts';

const [newestCalls, newestCards] = [200, 50];

export function wecomState({ rehearsal: { wecom }, switches, samples }: Scene): WecomState {
  const { provider } = wecom;
  return {
    school: schoolOf(wecom.school),
    invalidSamples: samples.invalidIds,
    suites: provider.suites.map(({ suiteId, name }) => ({ suiteId, name })),
    companies: provider.companies.map(companyOf),
    authorisations: wecom
      .authorisations()
      .filter(({ live }) => live)
      .map(({ suiteId, corpId }) => ({ suiteId, corpId })),
    templates: provider.templates.map(({ templateId, name, keys, approved }) => {
      return { templateId, name, keys, isApproved: approved };
    }),
    switches: switches.state(),
    calls: wecom.log().slice(-newestCalls).reverse().map(callOf),
    cards: cardsOf(wecom, samples.miniPrograms),
  };
}

/** The primary school's classes; the others' parents are in the sample list. */
function schoolOf({ name, departments, students }: School): WecomState['school'] {
  const classes = departments.filter(({ type, name }) => type === 1 && name.includes('年级'));
  return {
    name,
    classes: classes.map((each) => {
      const own = students.filter((student) => student.departments.includes(each.id));
      const parents = own.flatMap((student) => student.parents.map(({ parentId }) => parentId));
      return { id: each.id, name: each.name, parents, students: own.map(({ studentId }) => studentId) };
    }),
  };
}

function companyOf({ corpId, name, members, departments, tags }: Company): WecomState['companies'][number] {
  return {
    corpId,
    name,
    members: members.map(({ userId, name, licensed }) => ({ userId, name, isLicensed: licensed })),
    departments: departments.map(({ id, name }) => ({ id, name })),
    tags: tags.map(({ id, name }) => ({ id, name })),
  };
}

function callOf(entry: LogEntry): WecomCall {
  const { no, api, method, path, receivedAt, answeredAt, end, status, fault } = entry;
  return { no, api, method, path, receivedAt, answeredAt, end, status, errcode: errcodeOf(entry), fault };
}

/** WeCom puts it first; two calls of the service leave it out when they succeed. */
function errcodeOf({ answer }: LogEntry): number | null {
  const found = /^\{"errcode":(-?\d+)/.exec(answer ?? '');
  return found ? Number(found[1]) : null;
}

export function wecomCall({ rehearsal: { wecom } }: Scene, no: number): WecomCallInFull | null {
  const entry = wecom.log().find((one) => one.no === no);
  if (!entry) return null;
  const { query, body, answer } = entry;
  return { ...callOf(entry), query, body, answer };
}

function cardsOf(wecom: SandboxWecom, miniPrograms: Record<string, string>): PhoneCard[] {
  const notices = wecom
    .sent()
    .slice(-newestCards)
    .map((sent) => noticeCard(wecom, sent, miniPrograms));
  const messages = wecom
    .messages()
    .slice(-newestCards)
    .map((message) => templateCard(wecom, message));
  return [...notices, ...messages].sort((a, b) => b.no - a.no).slice(0, newestCards);
}

function noticeCard(wecom: SandboxWecom, sent: Sent, miniPrograms: Record<string, string>): PhoneCard {
  const { no, at, card, wholeSchool, recipients } = sent;
  const { title, pagepath, mediaId, appid } = card;
  return {
    ...{ kind: 'notice', no, at, appName: appNameOf(wecom, sent), title },
    ...{ miniProgram: miniPrograms[appid] ?? appid, pagepath, mediaId },
    recipients: wholeSchool ? null : count(recipients),
  };
}

function templateCard(wecom: SandboxWecom, message: AppMessage): PhoneCard {
  const { no, at, templateId, items, opens, reached, recalledAt } = message;
  const title = wecom.provider.templates.find((one) => one.templateId === templateId)?.name ?? templateId;
  return {
    ...{ kind: 'template', no, at, appName: appNameOf(wecom, message), title },
    ...{ items, opens, reached: reached.length, isRecalled: recalledAt !== null },
  };
}

function appNameOf(wecom: SandboxWecom, { corpId, agentId }: { corpId: string; agentId: number }): string {
  const all = [...wecom.apps, ...wecom.authorisations()];
  return all.find((app) => app.corpId === corpId && app.agentId === agentId)?.name ?? String(agentId);
}
