/** An app that a message can be sent as, as people know it: the app, and the company where there are several. */
export type SendingApp = {
  id: string;
  name: string;
  kind: 'own' | 'suite' | 'delegated';
  /** Null for an own app. */
  suiteId: string | null;
  /** Authorised by a member (成员授权): departments, tags and @all are not to be named. */
  memberAuthorised: boolean;
  /** The company's account limit, null where nobody knows. */
  userMax: number | null;
};
