/** What WeCom answers: HTTP 200 whatever happens, the truth in `errcode`, and an `errmsg` that nobody may branch on. */

/** What a call changed. `suppressed`: answered 0 but not sent again (the duplicate check). */
export type Effect = 'none' | 'token' | 'uploaded' | 'sent' | 'suppressed';

/** What came of a call, before it becomes text. `detail` is appended to the errmsg; `notes` go to the log only. */
export type Outcome = {
  errcode: number;
  detail?: string;
  errmsg?: string;
  fields?: Record<string, unknown>;
  effect: Effect;
  notes?: string[];
};

export function refuse(errcode: number, detail?: string): Outcome {
  return detail === undefined ? { errcode, effect: 'none' } : { errcode, detail, effect: 'none' };
}

/** A call or a message this sandbox does not know. Never answered as WeCom would: it must not go unseen. */
export class NotModelled extends Error {
  override name = 'NotModelled';
}

/** Source: WeCom's global table of error codes; 47001 and 41001's wording as seen in the wild. */
const texts: Record<number, string> = {
  [-1]: 'system busy',
  0: 'ok',
  6000: 'data version conflict',
  40001: 'invalid credential',
  40004: 'invalid media type',
  40005: 'invalid type param',
  40006: 'invalid file size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40011: 'invalid video size',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40032: 'invalid userid list size',
  40033: 'invalid request character',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40063: 'some parameters are empty',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  41006: 'media_id missing',
  41011: 'agentid missing',
  42001: 'access_token expired',
  44001: 'empty media data',
  45001: 'media size out of limit',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  47001: 'data format error',
  48002: 'api forbidden',
  60020: 'not allow to access from your ip',
  81013: 'user & party & tag all invalid',
  82001: 'specified users, parties and tags are all empty',
  82002: 'invalid party list size',
  90200: 'miniprogram appid missing',
  90206: 'miniprogram not associated with the corp',
  90207: 'invalid miniprogram appid',
  90208: 'miniprogram appid not match',
  301002: 'not allow operate another agent with this accesstoken',
};

type Origin = { no: number; ip: string; nowMs: number };

/** WeCom's errmsg carries a hint and the caller's address, so no two are alike. */
function errmsgOf(outcome: Pick<Outcome, 'errcode' | 'detail' | 'errmsg'>, origin: Origin): string {
  if (outcome.errmsg !== undefined) return outcome.errmsg;
  if (outcome.errcode === 0) return 'ok';
  const text = texts[outcome.errcode] ?? 'error';
  const what = outcome.detail === undefined ? text : `${text}: ${outcome.detail}`;
  const hint = `${Math.floor(origin.nowMs / 1000)}_${origin.no}_sandbox`;
  const more = `https://open.work.weixin.qq.com/devtool/query?e=${outcome.errcode}`;
  return `${what}, hint: [${hint}], from ip: ${origin.ip}, more info at ${more}`;
}

export type Reply = { status: number; contentType: string; headers: Record<string, string>; text: string };

/** WeCom repeats errcode and errmsg in two headers; header values are printable ASCII. */
export function jsonReply(outcome: Outcome, origin: Origin): Reply {
  const errmsg = errmsgOf(outcome, origin);
  return {
    status: 200,
    contentType: 'application/json; charset=UTF-8',
    headers: { 'Error-Code': String(outcome.errcode), 'Error-Msg': errmsg.replace(/[^ -~]/g, '?') },
    text: JSON.stringify({ errcode: outcome.errcode, errmsg, ...outcome.fields }),
  };
}
