/** Why something did not work and what to do about it. A cause stands without a full stop, because headlines quote it. */
import { recall, template, thirdParty } from './en-reasons-third-party.ts';

const askAdmin = 'An admin has to compare the settings in WeCom with those of this bot.';
const askDeveloper = 'A fault of the program, not yours. Give the number and the errcode to whoever runs the bot.';
const fixSecret =
  'An admin has to correct the corp id or the app secret (WECOM_CORP_ID, WECOM_SECRET) and restart the bot; then send the rest.';
const fixAgent =
  'An admin has to set AgentId (WECOM_AGENT_ID) and secret to those of the same app and restart the bot; then send the rest.';
const fixSuite = 'The provider has to check the suite and the authorisation by the corp, and renew it if need be.';
const waitTicket =
  'The provider has to check the callback; WeCom pushes a ticket about every 10 minutes. Then send the rest.';
const fixPermission =
  'An admin has to grant the app 家校沟通 in WeCom and list it in 家长可使用的应用 (apps parents may use); then send the rest.';
const renewLicence = 'An admin has to buy or renew it in WeCom; then send the rest.';
const checkIds =
  'Check the ids: misspelt, left the school, or outside what the app may see? Then send to just these again.';
const checkDepartments = 'Check the department ids (numbers from the school directory); then send to just these again.';
const shorterList = 'Cut the list into smaller ones and send again.';
const checkTickets = 'Pick the people anew and send again.';
const checkSchool = 'An admin has to check the settings of the school directory in WeCom.';
const newCover = 'Choose another JPG or PNG as the cover and send again.';
const checkTemplate = 'An admin has to make the template catalogue match the template in WeCom.';
const checkMessage = 'Change the text and send again.';
const checkMiniProgram = 'An admin has to link the mini-program to this app in WeCom; then send the rest.';
const checkAppid = 'An admin has to check the appid of the mini-program (MINI_PROGRAMS), mend it and restart the bot.';
const sendAgain = 'Send the rest; if it happens again, tell an admin.';
const goesOn = 'Nothing to do, it goes on by itself.';

export const reasons = {
  errcodes: {
    [-1]: { cause: 'WeCom is busy', cure: goesOn },
    6000: { cause: 'WeCom is changing its data', cure: goesOn },
    40001: { cause: 'the app secret is wrong', cure: fixSecret },
    40003: { cause: 'an id is not a valid one', cure: checkIds },
    40004: { cause: 'the file type of the cover is not accepted', cure: newCover },
    40005: { cause: 'the type given for the cover is wrong', cure: askDeveloper },
    40006: { cause: 'the size of the cover is not accepted', cure: newCover },
    40007: { cause: 'the uploaded cover is no longer valid', cure: sendAgain },
    40008: { cause: 'the message type is not accepted', cure: askDeveloper },
    40009: { cause: 'the size of the cover image is not accepted', cure: newCover },
    40011: { cause: 'the size of the cover file is not accepted', cure: newCover },
    40013: { cause: 'the corp id is wrong', cure: fixSecret },
    40014: { cause: 'the access token is not accepted', cure: fixSecret },
    40032: { cause: 'too many people in one call', cure: shorterList },
    40033: { cause: 'the request has characters WeCom does not accept', cure: askDeveloper },
    40036: { cause: 'the template id has the wrong length', cure: checkTemplate },
    40037: { cause: 'there is no such template', cure: checkTemplate },
    40039: { cause: 'the link is too long', cure: checkMessage },
    40056: { cause: 'the AgentId of the app is wrong', cure: fixAgent },
    40058: { cause: 'a parameter is not accepted', cure: askDeveloper },
    40063: { cause: 'a parameter is empty', cure: askDeveloper },
    40066: { cause: 'the list of departments is wrong', cure: checkDepartments },
    40068: { cause: 'a tag is wrong', cure: checkIds },
    40077: { cause: 'the pre-authorisation code is not valid', cure: fixSuite },
    40078: { cause: 'the authorisation code is not valid', cure: fixSuite },
    40080: { cause: 'the suite secret is wrong', cure: fixSuite },
    40082: { cause: 'the suite token is not valid', cure: fixSuite },
    40083: { cause: 'the suite id is wrong', cure: fixSuite },
    40084: { cause: 'the permanent code of the corp is not valid', cure: fixSuite },
    40085: { cause: 'the suite ticket is not valid', cure: waitTicket },
    40091: { cause: 'the secret is not of this corp', cure: fixSecret },
    41001: { cause: 'the access token is missing', cure: askDeveloper },
    41002: { cause: 'the corp id is missing', cure: fixSecret },
    41004: { cause: 'the secret is missing', cure: fixSecret },
    41006: { cause: 'the id of the cover is missing', cure: askDeveloper },
    41011: { cause: 'the AgentId of the app is missing', cure: fixAgent },
    41023: { cause: 'the suite ticket is missing', cure: waitTicket },
    42001: { cause: 'the access token has expired and a fresh one is not accepted', cure: fixSecret },
    42007: { cause: 'the pre-authorisation code has expired', cure: fixSuite },
    42009: { cause: 'the suite token has expired', cure: fixSuite },
    42052: { cause: 'it is older than 24 hours', cure: 'WeCom recalls messages of the last 24 hours only.' },
    43009: { cause: 'the corp is not verified', cure: 'An admin has to have the corp verified in WeCom.' },
    44001: { cause: 'the cover file is empty', cure: newCover },
    44004: { cause: 'the text is empty', cure: checkMessage },
    45001: { cause: 'the cover file is too big', cure: newCover },
    45002: { cause: 'the text is too long', cure: checkMessage },
    45008: { cause: 'more than 8 articles', cure: checkMessage },
    45009: { cause: 'the limit of calls is reached', cure: 'Send the rest once it is lifted; avoid :00 and :30.' },
    45029: { cause: 'the answer of WeCom would be too big', cure: shorterList },
    45032: { cause: 'the author name is too long', cure: checkMessage },
    45033: { cause: 'too many calls at once', cure: goesOn },
    47001: { cause: 'the format of the request is not accepted', cure: askDeveloper },
    48001: { cause: 'the app may not use this interface', cure: fixPermission },
    48002: { cause: 'the app may not send school notices', cure: fixPermission },
    48003: { cause: 'the suite does not match', cure: fixSuite },
    48004: { cause: 'the authorisation of the corp is not valid', cure: fixSuite },
    48005: { cause: 'WeCom has retired this interface', cure: askDeveloper },
    48006: { cause: 'the permission was withdrawn because it was not used for long', cure: fixPermission },
    50003: { cause: 'the app is disabled', cure: 'An admin has to enable the app in WeCom; then send the rest.' },
    60003: { cause: 'a department does not exist', cure: checkDepartments },
    60011: { cause: 'someone is outside what the app may see', cure: checkIds },
    60020: {
      cause: 'the IP address of this bot is not on the trusted list',
      cure: 'An admin has to add it to 企业可信IP (trusted IPs) in WeCom; a minute later send the rest.',
    },
    60111: { cause: 'an id does not exist', cure: checkIds },
    60123: { cause: 'a department id is wrong', cure: checkDepartments },
    60021: { cause: 'an id is outside what the app may see', cure: checkIds },
    60203: { cause: 'the template id is not valid', cure: checkTemplate },
    60204: {
      cause: 'the template is not approved, or not of this app',
      cure: 'An admin has to see whether the template is approved; then send the rest.',
    },
    60205: { cause: 'the keywords do not match the template', cure: checkTemplate },
    60206: { cause: 'only independent third-party apps may send this', cure: askAdmin },
    60207: {
      cause: 'this third-party app may send template messages only, no school notices',
      cure: 'Send school notices with another app; if there is none, ask an admin.',
    },

    60208: { cause: 'independent third-party apps may not send to all, departments or tags', cure: checkIds },
    60209: { cause: 'the operator is missing in the request', cure: askDeveloper },
    60210: { cause: 'the list of picked people is empty', cure: checkTickets },
    60211: { cause: 'a pick of people is empty', cure: checkTickets },
    60214: { cause: 'only third-party apps may do this', cure: askAdmin },
    60215: { cause: 'more than 10 picks of people', cure: checkTickets },
    60217: { cause: 'whoever picked the people has not authorised the app', cure: checkTickets },
    60218: { cause: 'only apps authorised by members may do this', cure: checkTickets },
    60219: { cause: 'a pick of people belongs to another app', cure: checkTickets },
    60220: { cause: 'the app is missing in the request', cure: askDeveloper },
    60221: { cause: 'an id belongs to another provider', cure: checkIds },
    60222: { cause: 'a pick of people is not valid', cure: checkTickets },
    60226: { cause: 'more than 2,000 people were picked at once', cure: checkTickets },
    60229: { cause: 'the id of a member or department is wrong', cure: checkIds },
    60246: { cause: 'the third-party app is not online yet', cure: askAdmin },
    65000: { cause: 'the school has been migrated', cure: checkSchool },
    65003: { cause: 'the school has not been migrated', cure: checkSchool },
    65004: { cause: 'the state of the school does not allow this', cure: checkSchool },
    65010: { cause: 'someone in the list is not a student', cure: checkIds },
    65014: { cause: 'the corp is not a school', cure: checkSchool },
    65018: { cause: 'the limit of parents is reached', cure: checkSchool },
    65022: { cause: 'the app may not use the school directory', cure: fixPermission },
    65023: { cause: 'the app may not use the school directory', cure: fixPermission },
    65024: { cause: 'a teacher is outside what the app may see', cure: checkIds },
    81012: { cause: 'nobody was named', cure: checkIds },
    81013: { cause: 'all are invalid: unknown to WeCom or outside what the app may see', cure: checkIds },
    82001: { cause: 'nobody was named', cure: checkIds },
    82002: { cause: 'more than 100 departments', cure: shorterList },
    82003: { cause: 'more than 100 tags', cure: shorterList },
    82004: { cause: 'the content is not allowed', cure: checkMessage },
    85002: { cause: 'the text has forbidden words', cure: checkMessage },
    90200: { cause: 'the appid of the mini-program is missing', cure: checkAppid },
    90206: { cause: 'the mini-program is not linked to this app', cure: checkMiniProgram },
    90207: { cause: 'the appid of the mini-program is not valid', cure: checkAppid },
    90208: { cause: 'the appid of the mini-program does not match', cure: checkAppid },
    90210: { cause: 'members have to authorise the app', cure: askAdmin },
    90302: { cause: 'the paid app has expired', cure: renewLicence },
    90303: { cause: 'the paid app has no seats left', cure: renewLicence },
    301002: { cause: 'secret and AgentId are not of the same app', cure: fixAgent },
    701071: { cause: 'the corp has not bought interface licences', cure: renewLicence },
    701099: { cause: 'there is no valid interface licence', cure: renewLicence },
    2000002: { cause: 'the corp id is wrong', cure: fixSecret },
  },
  thirdParty,
  template,
  recall,
  /** A code that is in no table: the number is all there is to go by. */
  unknownErrcode: {
    cause: 'WeCom refused',
    cure: 'An admin has to look up the errcode in WeCom; once that is solved, send the rest.',
  },
  /** "(60020)" behind a cause. */
  withErrcode: (cause: string, errcode: number) => `${cause} (${errcode})`,
  withIp: (cause: string, ip: string) => `${cause}: ${ip}`,
  doubts: {
    timeout: 'no answer came after the request had left',
    reset: 'the connection broke after the request had left',
    httpError: 'a server on the way failed, so nobody knows whether the request arrived',
    unreadable: 'the answer could not be read',
    busy: 'WeCom said "busy" several times, not whether it was sent',
    crash: 'the bot stopped while sending and never saw the answer',
    restored:
      'the bot was restored from a backup, which does not know what was sent after it was made; what the thread said before may tell',
  },
  hurdles: {
    unreachable: 'WeCom cannot be reached',
    connectTimeout: 'the connection to WeCom timed out',
    circuitOpen: 'WeCom is unavailable for now',
    noTicket: 'WeCom has not pushed its ticket, without which there is no token; the next push mends it',
  },
  halts: {
    dailyLimit: 'the daily limit of WeCom is reached',
    noPlace: 'there is no place in Slack to report to',
    fault: 'the program failed at it several times',
    faultCure: 'Not your fault. Give the number to whoever runs the bot; once it is mended, the rest can be sent.',
    cover: (cause: string) => `the cover could not be uploaded: ${cause}`,
    appGone:
      'the app can no longer be used: the company took its authorisation back, or the bot is no longer set up for it',
    appGoneCure: 'Ask an admin to have it authorised again; then the rest can be sent.',
    dailyLimitCure: (time: string) => `The rest can be sent after ${time}.`,
    cancelledBy: (who: string) => `${who} stopped it`,
  },
  /** Why one id is in the list of those not accepted. */
  invalid: 'unknown to WeCom, or outside what the app may see',
  unlicensed:
    'this member has no API licence (expired or never bought) and gets nothing; the provider of the app has to buy or renew it',
  unsent: 'not sent',
};
