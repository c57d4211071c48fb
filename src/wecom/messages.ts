/** School notices on the wire: the request as WeCom documents it (document/path/20450), and its answer. */
import { z } from 'zod';
import type { RecipientKind, RecipientList } from '../audience.ts';
import type { NamedId } from '../delivery/states.ts';
import type { Notice } from '../message.ts';

export const noticePath = '/cgi-bin/externalcontact/message/send';

/** Request and answer fields of each kind, in the documented order. */
const fields = [
  { kind: 'externalUser', to: 'to_external_user', invalid: 'invalid_external_user' },
  { kind: 'parent', to: 'to_parent_userid', invalid: 'invalid_parent_userid' },
  { kind: 'student', to: 'to_student_userid', invalid: 'invalid_student_userid' },
  { kind: 'department', to: 'to_party', invalid: 'invalid_party' },
] as const satisfies { kind: RecipientKind; to: string; invalid: string }[];

const encoder = new TextEncoder();

/** The exact bytes of one request; the same input gives the same bytes. `recipients` null: the whole school. */
export function renderNotice(options: {
  notice: Notice;
  agentId: number;
  mediaId: string;
  recipients: RecipientList[] | null;
}): Uint8Array {
  const { notice, agentId, mediaId, recipients } = options;
  const title = plain(notice.title);
  const request = {
    ...(recipients ? addressed(recipients) : {}),
    toall: recipients ? 0 : 1,
    agentid: agentId,
    msgtype: 'miniprogram',
    miniprogram: {
      appid: notice.appid,
      ...(title === '' ? {} : { title }),
      thumb_media_id: mediaId,
      pagepath: plain(notice.pagepath),
    },
    enable_id_trans: notice.idTranslation ? 1 : 0,
  };
  return encoder.encode(JSON.stringify(request));
}

/** Empty lists are left out; nobody at all is a bug, since WeCom would refuse it for every batch. */
function addressed(recipients: RecipientList[]): Record<string, string[]> {
  const to: Record<string, string[]> = {};
  for (const { kind, to: field } of fields) {
    const ids = recipients.flatMap((list) => (list.kind === kind ? list.ids : []));
    if (ids.length > 0) to[field] = ids;
  }
  if (Object.keys(to).length === 0) throw new Error('a request needs recipients');
  return to;
}

/**
 * WeCom refuses \uXXXX in JSON (40033), which JSON needs for control characters and halves of surrogate pairs.
 * Nobody can see either, so they are left out or replaced.
 */
function plain(text: string): string {
  // the control characters, but for those JSON has a short escape for and those it takes as they are
  return text.toWellFormed().replace(/[^\P{Cc}\b\t\n\f\r\x7f-\x9f]/gu, '');
}

/** Documented as arrays of strings, seen as numbers, as null and missing; joined by "|" on a sister API. */
const idsSchema = z
  .union([z.array(z.union([z.string(), z.number()]).transform(String)), z.string().transform(splitIds)])
  .nullish()
  .transform((ids) => ids ?? []);

function splitIds(joined: string): string[] {
  return joined.split('|').filter((id) => id !== '');
}

export const noticeAnswerSchema = z
  .object({
    invalid_external_user: idsSchema,
    invalid_parent_userid: idsSchema,
    invalid_student_userid: idsSchema,
    invalid_party: idsSchema,
  })
  .transform((answer): NamedId[] => fields.flatMap(({ kind, invalid }) => answer[invalid].map((id) => ({ kind, id }))));
