/**
 * Where an errcode means another thing, or somebody else has to mend it: for the apps of a provider, for template
 * messages, and for a recall. The same rules as in `en-reasons.ts`.
 */

const fixSuite =
  'The provider has to check the suite and the authorisation by the company, and renew it if need be; then send the rest.';
const authoriseAgain =
  'An admin has to have the company authorise the app again (`/wecom admin` has the link); then send the rest.';
const grantPermission =
  'The provider has to apply for this permission, and the admin of the company has to confirm it; then send the rest.';

export const thirdParty = {
  40001: { cause: 'the authorisation of the company is not accepted', cure: authoriseAgain },
  40013: { cause: 'the corp id is wrong', cure: authoriseAgain },
  40014: { cause: 'the access token is not accepted', cure: fixSuite },
  40056: { cause: 'the AgentId of the app in this company is wrong', cure: authoriseAgain },
  40091: { cause: 'the authorisation of the company is not accepted', cure: authoriseAgain },
  41002: { cause: 'the corp id is missing', cure: fixSuite },
  41004: { cause: 'the authorisation of the company is missing', cure: fixSuite },
  41011: { cause: 'the AgentId of the app in this company is missing', cure: authoriseAgain },
  42001: { cause: 'the access token has expired and a fresh one is not accepted', cure: fixSuite },
  48001: { cause: 'the app may not use this interface', cure: grantPermission },
  48004: { cause: 'the authorisation of the company is not valid', cure: authoriseAgain },
  48006: { cause: 'the permission was withdrawn because it was not used for long', cure: grantPermission },
  60020: {
    cause: 'the IP address of this bot is not on the provider’s list',
    cure: 'The provider has to add it to the IP allow list (服务商信息 → IP白名单) in its console; a minute later send the rest.',
  },
  301002: { cause: 'access token and AgentId are not of the same app', cure: authoriseAgain },
  2000002: { cause: 'the corp id is wrong', cure: authoriseAgain },
};

const fixTemplate =
  'An admin has to make it exactly like the template in the provider’s console, in `/wecom admin` → templates.';
const checkMembers =
  'Check the ids: misspelt, left, or outside what the app may see? A third-party app needs the ids its provider sees, not those of the company’s directory. Then send to just these again.';
const checkDepartments =
  'Check the department ids (numbers from the company’s directory, within what the app may see); then send to just these again.';
const checkTags =
  'Check the tag ids: a third-party app sees only tags that it made itself. Then send to just these again.';
const pickAgain = 'Open this app in WeCom, pick the people anew, and send again with the new ticket.';
const nameMembers = 'Name the members one by one and send again.';
const buyLicence =
  'The provider has to buy or renew API licences for the company; its admin can look them up in WeCom. Then send the rest.';
const linkMiniProgram = 'The provider has to link the mini-program to this app in its console; then send the rest.';
const checkAppid =
  'Check the appid of the mini-program; the provider should see in its console whether it is linked to this app.';

export const template = {
  40003: { cause: 'an id is not a valid one', cure: checkMembers },
  40036: { cause: 'the template id is empty or too long', cure: fixTemplate },
  40037: { cause: 'there is no such template', cure: fixTemplate },
  40039: { cause: 'the link is too long', cure: 'Use a shorter link (up to 1,024 bytes is safe) and send again.' },
  40058: {
    cause: 'something in the message is not accepted',
    cure: 'Check that every value is filled in and has at most 40 characters, and that link and mini-program are right; if they are, give the number and the errcode to whoever runs the bot.',
  },
  40066: { cause: 'the list of departments is wrong', cure: checkDepartments },
  40068: { cause: 'a tag is wrong', cure: checkTags },
  48002: { cause: 'the app may not send messages', cure: grantPermission },
  60003: { cause: 'a department does not exist', cure: checkDepartments },
  60011: {
    cause: 'a member, department or tag is outside what the app may see',
    cure: 'The admin of the company has to add them to the visible range of the app in WeCom, or leave them out; then send again.',
  },
  60111: { cause: 'an id does not exist', cure: checkMembers },
  60123: { cause: 'a department id is wrong', cure: checkDepartments },
  60203: { cause: 'the template id is not valid', cure: fixTemplate },
  60204: {
    cause: 'the template cannot be used now: not approved, or disabled',
    cure: 'The provider has to look at its approval in the console (应用通知模版); once it is approved, send the rest.',
  },
  60205: { cause: 'the names of the values do not match the keywords of the template', cure: fixTemplate },
  60206: {
    cause: 'this app may not send template messages: only independent third-party apps may',
    cure: 'The provider has to check the type of the app; or an admin puts the template under another app.',
  },
  60208: { cause: 'this app may not send to all members, departments or tags', cure: nameMembers },
  60210: { cause: 'nobody was picked', cure: pickAgain },
  60211: { cause: 'a ticket is empty', cure: pickAgain },
  60215: { cause: 'more than 10 tickets', cure: 'Send in several goes, with up to 10 tickets each.' },
  60217: {
    cause: 'whoever picked the people has not authorised the app, or is outside what it may see',
    cure: 'That person has to open the app in WeCom and authorise it (or be added to its visible range by the admin of the company), and pick again.',
  },
  60218: { cause: 'tickets do not work with the way this company authorised the app', cure: nameMembers },
  60219: { cause: 'a ticket belongs to another app', cure: pickAgain },
  60222: { cause: 'a ticket is wrong or has expired', cure: pickAgain },
  60226: {
    cause: 'more than 2,000 people were picked at once',
    cure: 'Pick in several goes, up to 2,000 people each, and send again.',
  },
  60246: {
    cause: 'the third-party app is not online yet',
    cure: 'The provider has to bring it online in its console; then send the rest.',
  },
  81013: { cause: 'all are invalid: unknown to WeCom or outside what the app may see', cure: checkMembers },
  90200: { cause: 'the appid of the mini-program is missing', cure: checkAppid },
  90206: { cause: 'the mini-program is not linked to this app', cure: linkMiniProgram },
  90207: { cause: 'the appid of the mini-program is not valid', cure: checkAppid },
  90208: { cause: 'the appid of the mini-program does not match', cure: checkAppid },
  90210: {
    cause: 'members have to authorise the app',
    cure: 'Those who are to get it have to open the app in WeCom and authorise it; then send the rest.',
  },
  701071: { cause: 'the company has no API licence', cure: buyLicence },
  701099: { cause: 'there is no valid API licence', cure: buyLicence },
};

/** About taking back, where "then send the rest" would be no advice. */
export const recall = {
  errcodes: {
    40058: {
      cause: 'WeCom does not know the message: recalled already, perhaps, or sent by another app',
      cure: 'There is no other way to recall it; send a correction if need be.',
    },
    42052: {
      cause: 'it went out more than 24 hours ago',
      cure: 'WeCom recalls messages of the last 24 hours only; send a correction if need be.',
    },
  },
  otherwise: 'Tell an admin the reason; if it is mended within the 24 hours, press Recall once more.',
};
