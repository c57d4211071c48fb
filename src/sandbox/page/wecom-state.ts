/** What WeCom has and what it was asked, as the page shows it. */
import type { LogEntry } from '../wecom/log.ts';
import type { Company } from '../wecom/provider/options.ts';
import type { School } from '../wecom/school.ts';
import { cardsOf } from './cards.ts';
import type { WecomCall, WecomCallInFull, WecomState } from './contract.ts';
import type { Scene } from './scene.ts';

const newestCalls = 200;

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
