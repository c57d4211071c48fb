/** What a company allowed a suite: WeCom's answer to v2/get_auth_info (document/path/100795), read leniently. */
import { z } from 'zod';
import type { AuthorisedApp } from '../authorised-app.ts';
import { idsSchema } from './wire.ts';

export type AuthInfo = AuthorisedApp & { corpName: string };

const textSchema = z.string().catch('');
const wholeSchema = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().int().min(0));
const visibleSchema = idsSchema.catch([]);

const agentSchema = z.object({
  agentid: wholeSchema,
  name: textSchema,
  /** 0: by an admin, 1: by members. */
  auth_mode: wholeSchema.catch(0),
  privilege: z
    .object({ allow_user: visibleSchema, allow_party: visibleSchema, allow_tag: visibleSchema })
    .catch({ allow_user: [], allow_party: [], allow_tag: [] }),
});

/** A suite of today has one app in each company; without it there is nothing to send by. */
export const authInfoSchema = z
  .object({
    auth_corp_info: z
      .object({ corp_name: textSchema, corp_user_max: wholeSchema.nullable().catch(null) })
      .catch({ corp_name: '', corp_user_max: null }),
    auth_info: z.object({ agent: z.tuple([agentSchema], z.unknown()) }),
  })
  .transform(({ auth_corp_info: corp, auth_info: { agent } }): AuthInfo => {
    const [{ agentid, name, auth_mode, privilege }] = agent;
    return {
      corpName: corp.corp_name,
      userMax: corp.corp_user_max,
      agentId: agentid,
      appName: name,
      memberAuthorised: auth_mode === 1,
      scope: { members: privilege.allow_user, departments: privilege.allow_party, tags: privilege.allow_tag },
    };
  });
