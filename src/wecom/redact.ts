/** WeCom's own words may quote what we sent; a secret among them must not reach a log, the store or a thread. */
const maxErrmsgChars = 300;

/** `errmsg` without the secrets, plain or as in a URL, cut to a length fit for a report. */
export function redact(errmsg: string, secrets: readonly string[]): string {
  let clean = errmsg;
  for (const secret of secrets) clean = clean.replaceAll(secret, '…').replaceAll(encodeURIComponent(secret), '…');
  return clean.length > maxErrmsgChars ? `${clean.slice(0, maxErrmsgChars)}…` : clean;
}
