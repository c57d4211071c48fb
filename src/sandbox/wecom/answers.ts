/** What WeCom answers: HTTP 200 whatever happens, the truth in `errcode`, and an `errmsg` that nobody may branch on. */

/** What a call changed. `suppressed`: answered 0 but not sent again (the duplicate check). */
export type Effect = 'none' | 'token' | 'uploaded' | 'sent' | 'suppressed' | 'authorised' | 'exchanged' | 'recalled';

/**
 * What came of a call, before it becomes text. `detail` is appended to the errmsg; `notes` go to the log only;
 * `bare`: the fields alone, as two calls of the service answer when they succeed.
 */
export type Outcome = {
  errcode: number;
  detail?: string;
  errmsg?: string;
  fields?: Record<string, unknown>;
  bare?: true;
  effect: Effect;
  notes?: string[];
};

export function refuse(errcode: number, detail?: string): Outcome {
  return detail === undefined ? { errcode, effect: 'none' } : { errcode, detail, effect: 'none' };
}

export function isOutcome(value: object): value is Outcome {
  return 'errcode' in value && 'effect' in value;
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
  40036: 'invalid template_id size',
  40037: 'invalid template_id',
  40039: 'invalid url size',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40063: 'some parameters are empty',
  40077: 'invalid pre_auth_code',
  40078: 'invalid auth_code',
  40080: 'invalid suite_secret',
  40082: 'invalid suite_token',
  40083: 'invalid suite_id',
  40084: 'invalid permanent_code',
  40085: 'invalid suite_ticket',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  41006: 'media_id missing',
  41011: 'agentid missing',
  41021: 'suite_id missing',
  41022: 'suite_token missing',
  41023: 'suite_ticket missing',
  41024: 'suite_secret missing',
  41025: 'permanent_code missing',
  42001: 'access_token expired',
  42007: 'pre_auth_code expired',
  42009: 'suite_token expired',
  42052: 'msgid expired',
  44001: 'empty media data',
  45001: 'media size out of limit',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  47001: 'data format error',
  48002: 'api forbidden',
  48004: 'invalid authorization',
  60020: 'not allow to access from your ip',
  60203: 'invalid template id',
  60204: 'template status unavailable',
  60205: 'template keywords not match',
  60206: 'message type is only for third-party apps',
  60207: 'third-party app may only send template msg',
  60208: '@all, toparty and totag not supported',
  60211: 'selected_ticket is empty',
  60215: 'too many selected_tickets',
  60219: 'selected_ticket appid not match',
  60222: 'invalid selected_ticket',
  81013: 'user & party & tag all invalid',
  82001: 'specified users, parties and tags are all empty',
  82002: 'invalid party list size',
  82003: 'invalid tag list size',
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
    text: JSON.stringify({ ...(outcome.bare ? {} : { errcode: outcome.errcode, errmsg }), ...outcome.fields }),
  };
}
