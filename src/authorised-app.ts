/** What a company authorised, as WeCom tells it: the app our suite is in that company, and whom it may see. */
export type AuthorisedApp = {
  /** The app's agentid in that company. */
  agentId: number;
  appName: string;
  /** Authorised by a member, not by an administrator (成员授权): departments and tags are not to be named. */
  memberAuthorised: boolean;
  scope: { members: string[]; departments: string[]; tags: string[] };
  /** The company's account limit; 200 times as many person-times a day may be sent. Null where WeCom tells none. */
  userMax: number | null;
};
