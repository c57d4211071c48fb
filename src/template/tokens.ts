/** Id translation (id转译): which pieces of a text WeCom would turn into a name, and which only look like it. */

const translated = /\$(?:(?:userName|userAlias|userAliasOrName)=[A-Za-z0-9_.@-]{1,64}|departmentName=[0-9]{1,20})\$/g;
/** `$userName: zhangsan$`, `$departmentName=3` at the end. */
const lookalike = /\$[A-Za-z][^$\0]*\$|\$(?:user|department)[^$\0]*$/gi;

export type TokenKind = 'userName' | 'departmentName';

export function tokensIn(text: string): { right: string[]; wrong: string[] } {
  const rest = text.replace(translated, '\0');
  return { right: text.match(translated) ?? [], wrong: rest.match(lookalike) ?? [] };
}

/** Null when the id is none of that kind. */
export function token(kind: TokenKind, id: string): string | null {
  const written = `$${kind}=${id}$`;
  return tokensIn(written).right[0] === written ? written : null;
}
