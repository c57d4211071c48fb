/** From what was typed to whom it would be sent, and whom WeCom would ignore. */
import { addArithmetic, type RecipientList } from '../audience.ts';
import type { SendingApp } from '../compose/app.ts';
import { audienceOf, checkFile, checkTyped, countsOf } from '../compose/check-audience.ts';
import type { Draft } from '../compose/draft.ts';
import { chosenAppid } from '../compose/fields.ts';
import type { Finding } from '../compose/findings.ts';
import type { Checking, FoundAudience } from '../compose/kind.ts';
import type { ListResult } from '../list/result.ts';
import type { Words } from '../words/zh.ts';
import { typedBoxes } from './audience-fields.ts';
import type { TemplateKindDeps } from './deps.ts';
import { isOnlyUnauth, type TemplateParts, type TemplateValues } from './draft.ts';
import { isMembersOnly } from './form.ts';
import { readTickets, type Tickets } from './tickets.ts';

type ReadList = Extract<ListResult, { type: 'read' }>;
type Ignored = Pick<TemplateParts['content'], 'ignored' | 'ignoresEveryone'>;
type Found = FoundAudience & Ignored;
type Asked = { values: TemplateValues; membersOnly: boolean; words: Words };

/** Tickets are no ids: they do not come in files. */
const listedKinds = ['member', 'department', 'tag'] as const;
const nobody: Ignored = { ignored: [], ignoresEveryone: false };

export async function checkTemplate(
  deps: TemplateKindDeps,
  { values }: Draft<TemplateParts>,
  { apps, words }: { apps: SendingApp[]; words: Words },
): Promise<Checking<TemplateParts>> {
  const audience = await checkAudience(deps, { values, membersOnly: isMembersOnly(values, apps), words });
  if (audience.type === 'fault') return { content: audience, audience };
  const { ignored, ignoresEveryone, ...found } = audience.found;
  const recipients = found.audience.type === 'lists' ? found.audience.lists : null;
  const userMax = apps.find(({ id }) => id === values.app)?.userMax ?? null;
  const warnings = await deps.limits({ appId: values.app, recipients, userMax });
  const appid = chosenAppid(deps.miniPrograms, values);
  return {
    content: { type: 'found', found: { appid, ignored, ignoresEveryone, warnings } },
    audience: { type: 'found', found },
  };
}

async function checkAudience(deps: TemplateKindDeps, asked: Asked): Promise<Finding<Found, keyof TemplateValues>> {
  const { values, membersOnly } = asked;
  const tickets = values.withTickets ? readTickets(values.tickets) : null;
  if (tickets && isOnlyUnauth(values))
    return { type: 'found', found: { ...ticketsOnly(tickets), ...(await ignoredBy(deps, asked)) } };
  if (values.audience === 'all') {
    const everyone = { audience: { type: 'allMembers' }, checked: { type: 'allMembers' } } as const;
    return { type: 'found', found: { ...everyone, ...nobody, ignored: countsOf(typedLists(deps, asked)) } };
  }
  if (tickets && isEmpty(asked)) return { type: 'found', found: { ...ticketsOnly(tickets), ...nobody } };
  const read = await readNamed(deps, asked);
  if (read.type === 'fault') return read;
  if (membersOnly && read.found.lists.some(({ kind }) => kind !== 'member')) {
    const text = asked.words.forms.template.compose.notForMembers;
    return { type: 'fault', field: 'listFile', text, drop: 'listFile' };
  }
  return { type: 'found', found: { ...audienceOf(withTickets(read.found, tickets)), ...nobody } };
}

function isEmpty({ values, membersOnly }: Asked): boolean {
  return values.audience === 'typed' && typedBoxes(values, membersOnly).every(({ text }) => text === '');
}

/** Members, departments and tags: from the boxes or from the file. */
async function readNamed(
  deps: TemplateKindDeps,
  { values, membersOnly, words }: Asked,
): Promise<Finding<ReadList, 'members' | 'departments' | 'tags' | 'listFile' | 'listKind'>> {
  const say = words.forms.template;
  if (values.audience === 'file') {
    const kind = values.listKind === 'header' ? null : values.listKind;
    return checkFile(deps, { file: values.listFile, kind, kinds: listedKinds }, { say, words });
  }
  return checkTyped(deps, typedBoxes(values, membersOnly), { first: 'members', noIds: say.compose.noIds, say });
}

/** WeCom ignores everybody but those behind the tickets. A list that cannot be read names nobody. */
async function ignoredBy(deps: TemplateKindDeps, asked: Asked): Promise<Ignored> {
  if (asked.values.audience === 'all') return { ignored: countsOf(typedLists(deps, asked)), ignoresEveryone: true };
  if (isEmpty(asked)) return nobody;
  const read = await readNamed(deps, asked);
  return read.type === 'found' ? { ...nobody, ignored: countsOf(read.found.lists) } : nobody;
}

/** What stands in the boxes, also where they are not on the screen. */
function typedLists(deps: TemplateKindDeps, { values, membersOnly }: Asked): RecipientList[] {
  const boxes = typedBoxes(values, membersOnly).filter(({ text }) => text !== '');
  const read = boxes.length > 0 ? deps.readTyped(boxes) : null;
  return read?.type === 'read' ? read.lists : [];
}

function ticketsOnly({ list, arithmetic }: Tickets): FoundAudience {
  const unread = { headerKinds: [], unreadColumns: [], unreadSheets: [] };
  return audienceOf({ type: 'read', lists: [list], arithmetic, malformed: [], phones: 0, ...unread });
}

function withTickets(read: ReadList, tickets: Tickets | null): ReadList {
  if (tickets === null) return read;
  const arithmetic = addArithmetic(read.arithmetic, tickets.arithmetic);
  return { ...read, lists: [...read.lists, tickets.list], arithmetic };
}
