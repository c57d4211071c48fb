/**
 * What each errcode asks us to do. The sentences people read about them live in `words/`; a test holds the two together.
 * Source: WeCom's table of global errcodes (developer.work.weixin.qq.com/document/path/90313, as of 2024-04).
 */
import { type Advice, advices } from '../delivery/states.ts';

const codesByAdvice: Record<Advice, readonly number[]> = {
  /** -1: system busy, "try again, at most 3 times"; 6000: data version conflict. */
  busy: [-1, 6000],
  /** Too many calls at once for this corp and API. */
  slowDown: [45033],
  /** The frequency limit of a minute, an hour or a day. */
  throttled: [45009],
  /** The media_id is of another type or older than three days. */
  upload: [40007],
  /**
   * Who is named: ids that do not exist, are out of the app's sight, too many at once, or of a kind this app may not name.
   * 40058 is a bad parameter of any sort, too long a list among them, so another call may pass.
   */
  recipients: [
    40003, 40032, 40058, 40066, 40068, 60003, 60011, 60021, 60111, 60123, 60208, 60210, 60211, 60215, 60217, 60218,
    60219, 60221, 60222, 60226, 60229, 65010, 65024, 81012, 81013, 82001, 82002, 82003,
  ],
  /** The app, its credentials, its permissions or the message: every further call would be refused as well. */
  stop: [
    // credentials: more tries with a wrong secret get the IP banned for an hour
    40001, 40013, 40014, 40056, 40077, 40078, 40080, 40082, 40083, 40084, 40085, 40091, 41001, 41002, 41004, 41011,
    41023, 42001, 42007, 42009, 48003, 2000002,
    // permissions, licences and where we call from
    43009, 48001, 48002, 48004, 48005, 48006, 50003, 60020, 60206, 60207, 60209, 60214, 60220, 60246, 65000, 65003,
    65004, 65014, 65018, 65022, 65023, 90210, 90302, 90303, 301002, 701071, 701099,
    // the message or the cover
    40004, 40005, 40006, 40008, 40009, 40011, 40033, 40036, 40037, 40039, 40063, 41006, 42052, 44001, 44004, 45001,
    45002, 45008, 45029, 45032, 47001, 60203, 60204, 60205, 82004, 85002, 90200, 90206, 90207, 90208,
  ],
};

const adviceByCode = new Map<number, Advice>();
for (const advice of advices) {
  for (const code of codesByAdvice[advice]) adviceByCode.set(code, advice);
}

/** Every errcode this table knows, ascending. */
export const knownErrcodes: readonly number[] = [...adviceByCode.keys()].sort((a, b) => a - b);

/** An unknown code stops: nobody knows whether the next call would do harm. */
export function adviceFor(errcode: number): Advice {
  return adviceByCode.get(errcode) ?? 'stop';
}

/**
 * The access_token is no longer good; a fresh one may be. Expiry shows as 40014 as well as 42001.
 * 40001 is not among them: in WeCom it means a wrong secret, unlike in Official Accounts.
 */
export function isTokenDead(errcode: number): boolean {
  return errcode === 40014 || errcode === 42001 || errcode === 41001;
}

/** The suite_access_token is no longer good. 40082 and 42009 are documented for it; the others are met as well. */
export function isSuiteTokenDead(errcode: number): boolean {
  return errcode === 40082 || errcode === 42009 || errcode === 40014 || errcode === 42001;
}

/** The suite_ticket is no longer good, or was missing: the next one WeCom pushes mends it. */
export function isTicketRefused(errcode: number): boolean {
  return errcode === 40085 || errcode === 41023;
}

/** "user & party & tag all invalid": WeCom read the lists and nobody in them could be reached. */
export function isAllInvalid(errcode: number): boolean {
  return errcode === 81013;
}
