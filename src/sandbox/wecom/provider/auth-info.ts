/** What get_auth_info tells of a company and of the app inside it. */
import type { Authorisation } from './authorisations.ts';
import { type Company, isDelegated } from './options.ts';

/** Departments and tags are integers in WeCom's answers. */
function numbers(ids: string[]): (number | string)[] {
  return ids.map((id) => (/^\d+$/.test(id) ? Number(id) : id));
}

export function describeCorp({ corpId, name, userMax }: Company): Record<string, unknown> {
  return {
    ...{ corpid: corpId, corp_name: name, corp_full_name: name, corp_type: 'verified', corp_user_max: userMax },
    ...{ corp_square_logo_url: '', corp_wxqrcode: '', subject_type: 1, verified_end_time: 1_893_456_000 },
    ...{ corp_scale: '201-500人', corp_industry: '教育', corp_sub_industry: '学校' },
  };
}

/** auth_mode: 0 by an administrator, 1 by members; believed, its meaning was not read. */
export function describeAgent(authorisation: Authorisation): Record<string, unknown> {
  const { agentId, name, mode, scope, suite } = authorisation;
  return {
    ...{ agentid: agentId, name, round_logo_url: '', square_logo_url: '', appid: 1 },
    ...{ auth_mode: mode === 'admin' ? 0 : 1, is_customized_app: isDelegated(suite), auth_from_thirdapp: false },
    privilege: {
      level: 1,
      ...{ allow_party: numbers(scope.departments), allow_user: scope.members, allow_tag: numbers(scope.tags) },
      ...{ extra_party: [], extra_user: [], extra_tag: [] },
    },
  };
}
