/** Who and what is in the pretended Slack workspace. */

export type SlackUser = {
  id: string;
  name: string;
  /** As Slack spells it: "zh-CN", "en-US". */
  locale: string;
  tz: string;
  isAdmin?: boolean;
  isGuest?: boolean;
};

type SlackChannel = {
  id: string;
  name: string;
  isPrivate: boolean;
  isArchived?: boolean;
  /** User ids; the bot is a member when its user id is here. */
  members: string[];
};

type UserGroup = { id: string; handle: string; users: string[] };
type SlackBot = { userId: string; botId: string; appId: string; name: string };

export type Workspace = {
  teamId: string;
  teamDomain: string;
  users: SlackUser[];
  channels: SlackChannel[];
  userGroups: UserGroup[];
  bot: SlackBot;
};

const shanghai = 'Asia/Shanghai';
const staff = ['U0WANG', 'U0LI', 'U0SMITH', 'U0ADMIN'];

/** The school of the product's stories. The bot is in #家校通知 and nowhere else. */
export const sunriseSchool: Workspace = {
  teamId: 'T0SCHOOL',
  teamDomain: 'chenguang',
  users: [
    { id: 'U0WANG', name: '王老师', locale: 'zh-CN', tz: shanghai },
    { id: 'U0LI', name: '李校长', locale: 'zh-CN', tz: shanghai },
    { id: 'U0SMITH', name: 'Ms Smith', locale: 'en-US', tz: 'Europe/London' },
    { id: 'U0ADMIN', name: '管理员', locale: 'zh-CN', tz: shanghai, isAdmin: true },
    { id: 'U0GUEST', name: '访客', locale: 'zh-CN', tz: shanghai, isGuest: true },
  ],
  channels: [
    { id: 'C0NOTICE', name: '家校通知', isPrivate: false, members: [...staff, 'U0GUEST', 'U0BOT'] },
    { id: 'C0OFFICE', name: '教务处', isPrivate: false, members: staff },
    { id: 'C0NOBOT', name: 'no-bot', isPrivate: true, members: staff },
    { id: 'C0CLOSED', name: '旧通知', isPrivate: false, isArchived: true, members: [...staff, 'U0BOT'] },
  ],
  userGroups: [{ id: 'S0SENDERS', handle: 'senders', users: ['U0WANG', 'U0SMITH'] }],
  bot: { userId: 'U0BOT', botId: 'B0BOT', appId: 'A0BOT', name: 'wecom-relay' },
};
