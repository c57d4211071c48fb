/** WeCom's own words may quote what we sent; a secret among them must not reach a log, the store or a thread. */
const maxErrmsgChars = 300;

/** What WeCom's requests and answers call their secrets. */
const secretNames = [
  'access_token',
  'suite_access_token',
  'corpsecret',
  'suite_secret',
  'suite_ticket',
  'auth_code',
  'pre_auth_code',
  'permanent_code',
];

/** A quoted URL or body may hold a secret we do not know, an earlier token for one. */
const namedSecrets = new RegExp(
  String.raw`((?:${secretNames.join('|')})\\?["']?\s*[=:]\s*\\?["']?)(?:\\.|[^&\s"'\\])+`,
  'gi',
);

/** PostgreSQL stores neither a NUL nor half of a surrogate pair: the refusal could not be saved, and would be met again and again. */
const unstorable = /\0/g;

/** `errmsg` without the secrets, plain or as in a URL, cut to a length fit for a report. */
export function redact(errmsg: string, secrets: readonly string[]): string {
  let clean = errmsg;
  for (const secret of secrets) clean = clean.replaceAll(secret, '…').replaceAll(encodeURIComponent(secret), '…');
  clean = clean.replace(namedSecrets, '$1…');
  clean = clean.length > maxErrmsgChars ? `${clean.slice(0, maxErrmsgChars)}…` : clean;
  return clean.toWellFormed().replace(unstorable, '');
}

/** The secrets an answer gives us, which its errmsg may quote. */
export function secretsIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) =>
    secretNames.includes(name) && typeof value === 'string' && value !== '' ? [value] : [],
  );
}
