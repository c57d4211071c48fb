/** Everybody there is, with what they may and what they may no longer. */
import { sunriseSchool, type Workspace } from '../../src/sandbox/slack/workspace.ts';

export type Role = { who: string; id: string; sends: boolean; administers: boolean };
const role = (who: string, id: string, rights: 's' | 'a' | 'sa' | ''): Role => {
  return { who, id, sends: rights.includes('s'), administers: rights.includes('a') };
};

export const author = role('the sender of the delivery', 'U0AUTHOR', 's');
export const others = [
  role('another sender', 'U0OTHER', 's'),
  role('a sender of an Enterprise workspace', 'W0GRID', 's'),
  role('a sender by group', 'U0INGROUP', 's'),
  role('an admin', 'U0ADMIN', 'a'),
  role('an admin by group', 'U0BOSS', 'a'),
  role('an admin who is a sender too', 'U0BOTH', 'sa'),
  role('a colleague', 'U0NOBODY', ''),
  role('a guest', 'U0GUEST', ''),
  role('a member of a group that is not listed', 'U0PARENTS', ''),
  role('a sender until a moment ago', 'U0WAS', ''),
  role('an admin until a moment ago', 'U0WASBOSS', ''),
  role('somebody whose id begins like a sender’s', 'U0AUTHOR2', ''),
];
export const everybody = [author, ...others];

export const workspace: Workspace = {
  ...sunriseSchool,
  users: everybody.map(({ id, who }) => ({ id, name: who, locale: 'zh-CN', tz: 'Asia/Shanghai' })),
  channels: sunriseSchool.channels.map((each) => ({ ...each, members: [...everybody.map(({ id }) => id), 'U0BOT'] })),
  userGroups: [
    { id: 'S0SENDERS', handle: 'senders', users: ['U0INGROUP', 'U0WAS'] },
    { id: 'S0ADMINS', handle: 'admins', users: ['U0BOSS', 'U0WASBOSS'] },
    { id: 'S0PARENTS', handle: 'parents', users: ['U0PARENTS'] },
  ],
};

/** As the bot is told of them. */
export const allowed = {
  SENDERS: 'U0AUTHOR,U0OTHER,W0GRID,U0BOTH,S0SENDERS',
  ADMINS: 'U0ADMIN,U0BOTH,S0ADMINS',
};

/** Two lose their rights. What Slack said of groups is forgotten after five minutes. */
export function takeRights({ userGroups }: Workspace): void {
  for (const group of userGroups) group.users = group.users.filter((id) => !/WAS/.test(id));
}
