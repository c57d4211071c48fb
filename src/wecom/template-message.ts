/** Template messages on the wire: the request as WeCom documents it (document/path/30279), its answer, and the recall. */
import { z } from 'zod';
import { type RecipientList, sameId, templateKinds } from '../audience.ts';
import type { NamedId } from '../delivery/states.ts';
import type { Template } from '../message.ts';
import { idsByKind, idsSchema, jsonBytes, plain } from './wire.ts';

export const templatePath = '/cgi-bin/message/send';
export const recallPath = '/cgi-bin/message/recall';

/** Fields of the kinds that are joined by "|", in the documented order. */
const joined = [
  { kind: 'member', to: 'touser' },
  { kind: 'department', to: 'toparty' },
  { kind: 'tag', to: 'totag' },
] as const;

/** The exact bytes of one request; the same input gives the same bytes. `recipients` null: all members in sight. */
export function renderTemplate(options: {
  template: Template;
  agentId: number;
  recipients: RecipientList[] | null;
}): Uint8Array {
  const { template, agentId, recipients } = options;
  const { to, tickets } = recipients ? addressed(recipients) : { to: { touser: '@all' }, tickets: [] };
  return jsonBytes({
    ...to,
    agentid: agentId,
    msgtype: 'template_msg',
    ...(tickets.length > 0 && { selected_ticket_list: tickets }),
    template_msg: content(template),
    enable_id_trans: template.idTranslation ? 1 : 0,
    // WeCom ignores it without tickets
    ...(tickets.length > 0 && { only_unauth: template.onlyUnauth }),
  });
}

/** Empty lists are left out. */
function addressed(recipients: RecipientList[]): { to: Record<string, string>; tickets: string[] } {
  const idsOf = idsByKind(recipients, templateKinds);
  const named = joined.map(({ kind, to }) => [to, idsOf(kind).join('|')] as const);
  return { to: Object.fromEntries(named.filter(([, ids]) => ids !== '')), tickets: idsOf('ticket') };
}

function content({ templateId, url, miniProgram, items }: Template) {
  return {
    template_id: templateId,
    ...(url !== null && { url: plain(url) }),
    ...(miniProgram && { miniprogram: { appid: miniProgram.appid, pagepath: plain(miniProgram.pagepath) } }),
    content_item: items.map(({ key, value }) => ({ key: plain(key), value: plain(value) })),
  };
}

/** What a template message is recalled by. */
const msgidSchema = z
  .union([z.string().min(1), z.number().transform(String)])
  .nullable()
  .catch(null);

export const templateAnswerSchema = z
  .object({
    invaliduser: idsSchema,
    invalidparty: idsSchema,
    invalidtag: idsSchema,
    unlicenseduser: idsSchema,
    msgid: msgidSchema,
  })
  .transform((answer) => ({
    invalid: [
      ...invalidMembers(answer.invaliduser, answer.unlicenseduser),
      ...answer.invalidparty.map((id): NamedId => ({ kind: 'department', id })),
      ...answer.invalidtag.map((id): NamedId => ({ kind: 'tag', id })),
    ],
    msgid: answer.msgid,
  }));

/** Who is named both ways counts once, as unlicensed: that says what to do about it. */
function invalidMembers(invalid: string[], unlicensed: string[]): NamedId[] {
  const known = new Set(unlicensed.map(sameId));
  return [
    ...invalid.filter((id) => !known.has(sameId(id))).map((id): NamedId => ({ kind: 'member', id })),
    ...unlicensed.map((id): NamedId => ({ kind: 'member', id, unlicensed: true })),
  ];
}
