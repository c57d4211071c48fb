/** WeCom's own words may quote what we sent; a secret among them must not reach a log, the store or a thread. */
const maxErrmsgChars = 300;

/** A quoted URL may hold a secret we do not know, an earlier token for one. */
const secretParameters = /((?:access_token|corpsecret|permanent_code|suite_secret|suite_ticket)=)[^&\s"]+/gi;

/** PostgreSQL stores neither a NUL nor half of a surrogate pair: the refusal could not be saved, and would be met again and again. */
const unstorable = /\0/g;

/** `errmsg` without the secrets, plain or as in a URL, cut to a length fit for a report. */
export function redact(errmsg: string, secrets: readonly string[]): string {
  let clean = errmsg;
  for (const secret of secrets) clean = clean.replaceAll(secret, '…').replaceAll(encodeURIComponent(secret), '…');
  clean = clean.replace(secretParameters, '$1…');
  clean = clean.length > maxErrmsgChars ? `${clean.slice(0, maxErrmsgChars)}…` : clean;
  return clean.toWellFormed().replace(unstorable, '');
}
