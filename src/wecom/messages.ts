/** School notices on the wire: the request as WeCom documents it (document/path/20450), and its answer. */
import { z } from 'zod';
import { noticeKinds, type RecipientKind, type RecipientList } from '../audience.ts';
import { copiesDroppedMs } from '../delivery/retry.ts';
import type { NamedId } from '../delivery/states.ts';
import type { Notice } from '../message.ts';
import { idsByKind, idsSchema, jsonBytes, plain } from './wire.ts';

export const noticePath = '/cgi-bin/externalcontact/message/send';

/** Request and answer fields of each kind, in the documented order. */
const fields = [
  { kind: 'externalUser', to: 'to_external_user', invalid: 'invalid_external_user' },
  { kind: 'parent', to: 'to_parent_userid', invalid: 'invalid_parent_userid' },
  { kind: 'student', to: 'to_student_userid', invalid: 'invalid_student_userid' },
  { kind: 'department', to: 'to_party', invalid: 'invalid_party' },
] as const satisfies { kind: RecipientKind; to: string; invalid: string }[];

/** The exact bytes of one request; the same input gives the same bytes. `recipients` null: the whole school. */
export function renderNotice(options: {
  notice: Notice;
  agentId: number;
  mediaId: string | null;
  recipients: RecipientList[] | null;
  /** WeCom drops the same request when it comes again within four hours (document/path/92321). */
  duplicateCheck?: boolean;
}): Uint8Array {
  const { notice, agentId, mediaId, recipients, duplicateCheck = false } = options;
  if (mediaId === null) throw new Error('a notice needs its cover');
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
    ...(duplicateCheck && { enable_duplicate_check: 1, duplicate_check_interval: copiesDroppedMs / 1000 }),
  };
  return jsonBytes(request);
}

/** Empty lists are left out. */
function addressed(recipients: RecipientList[]): Record<string, string[]> {
  const idsOf = idsByKind(recipients, noticeKinds);
  const named = fields.map(({ kind, to }) => [to, idsOf(kind)] as const);
  return Object.fromEntries(named.filter(([, ids]) => ids.length > 0));
}

export const noticeAnswerSchema = z
  .object({
    invalid_external_user: idsSchema,
    invalid_parent_userid: idsSchema,
    invalid_student_userid: idsSchema,
    invalid_party: idsSchema,
  })
  .transform((answer) => ({
    invalid: fields.flatMap(({ kind, invalid }) => answer[invalid].map((id): NamedId => ({ kind, id }))),
    // WeCom gives none, so a notice cannot be recalled
    msgid: null,
  }));
