/**
 * Where an errcode means another thing, or somebody else has to mend it: for the apps of a provider (第三方应用、代开发),
 * for template messages, and for a recall. The same rules as in `zh-reasons.ts`.
 */

const fixSuite = '请服务商核对应用的 suite 设置和企业的授权，必要时请企业重新授权；好了以后再发剩余的。';
const authoriseAgain = '请管理员让企业重新授权这个应用（`/wecom 管理` 里有授权链接），再发剩余的。';
const grantPermission = '请服务商给应用申请这项权限，再请企业的管理员确认，然后再发剩余的。';

export const thirdParty = {
  40001: { cause: '企业的授权不被接受', cure: authoriseAgain },
  40013: { cause: '企业 ID 不对', cure: authoriseAgain },
  40014: { cause: '访问凭证不被接受', cure: fixSuite },
  40056: { cause: '应用在这家企业的 AgentId 不对', cure: authoriseAgain },
  40091: { cause: '企业的授权不被接受', cure: authoriseAgain },
  41002: { cause: '缺少企业 ID', cure: fixSuite },
  41004: { cause: '缺少企业的授权', cure: fixSuite },
  41011: { cause: '缺少应用在这家企业的 AgentId', cure: authoriseAgain },
  42001: { cause: '访问凭证过期，换新的也不被接受', cure: fixSuite },
  48001: { cause: '应用没有这个接口的权限', cure: grantPermission },
  48004: { cause: '企业的授权无效', cure: authoriseAgain },
  48006: { cause: '权限因久不使用被收回', cure: grantPermission },
  60020: {
    cause: '本机器人的 IP 不在服务商的 IP 白名单里',
    cure: '请服务商在服务商管理后台的「服务商信息」里，把这个 IP 加进 IP 白名单，1 分钟后再发剩余的。',
  },
  301002: { cause: '访问凭证与 AgentId 不是同一个应用的', cure: authoriseAgain },
  2000002: { cause: '企业 ID 不对', cure: authoriseAgain },
};

const fixTemplate = '请管理员在 `/wecom 管理` 的模板里，改得与服务商后台的模板一模一样。';
const checkMembers =
  '请核对：写错、已离开，或不在应用的可见范围内？第三方应用要用服务商看到的账号，不是企业通讯录里的账号。改好后只发给这些人。';
const checkDepartments = '请核对部门编号（企业通讯录里的数字编号，且在应用的可见范围内），改好后只发给这些部门。';
const checkTags = '请核对标签编号：第三方应用只看得到自己建的标签。改好后只发给这些标签。';
const pickAgain = '请在企业微信里打开这个应用重新选人，用新的凭证再发一次。';
const nameMembers = '请改成逐个写成员的账号，再发一次。';
const buyLicence = '请服务商为企业购买或续期接口许可；企业的管理员可以在企业微信后台查看。好了以后再发剩余的。';
const linkMiniProgram = '请服务商在服务商后台把小程序关联到这个应用，再发剩余的。';
const checkAppid = '请核对小程序的 appid；也请服务商在服务商后台查看它关联到这个应用没有。';

export const template = {
  40003: { cause: '有账号不合规', cure: checkMembers },
  40036: { cause: '模板编号太长或是空的', cure: fixTemplate },
  40037: { cause: '模板编号不存在', cure: fixTemplate },
  40039: { cause: '网址太长', cure: '请换短一点的网址（1,024 字节以内最稳妥），再发一次。' },
  40058: {
    cause: '有内容不被接受',
    cure: '请检查每项内容是否都填了、不超过 40 个字，网址和小程序是否写对；都对的话，请把编号和错误码交给维护机器人的人。',
  },
  40066: { cause: '部门列表不对', cure: checkDepartments },
  40068: { cause: '标签不对', cure: checkTags },
  48002: { cause: '应用没有发消息的权限', cure: grantPermission },
  60003: { cause: '部门不存在', cure: checkDepartments },
  60011: {
    cause: '有成员、部门或标签不在应用的可见范围内',
    cure: '请企业的管理员在企业微信后台把他们加进应用的可见范围，或者去掉他们，再发一次。',
  },
  60111: { cause: '账号不存在', cure: checkMembers },
  60123: { cause: '部门编号不对', cure: checkDepartments },
  60203: { cause: '模板编号不合法', cure: fixTemplate },
  60204: {
    cause: '模板现在不能用：没有审批通过，或已停用',
    cure: '请服务商在服务商后台的「应用通知模版」里查看审批；通过以后再发剩余的。',
  },
  60205: { cause: '内容的名称与模板的关键词不一致', cure: fixTemplate },
  60206: {
    cause: '这个应用不能发模板消息：只有第三方独立应用能发',
    cure: '请服务商核对应用的类型；或请管理员把模板放到另一个应用下。',
  },
  60208: { cause: '这个应用不能发给全体成员、部门或标签', cure: nameMembers },
  60210: { cause: '没有选到人', cure: pickAgain },
  60211: { cause: '选人凭证是空的', cure: pickAgain },
  60215: { cause: '选人凭证超过 10 个', cure: '请分几次发，每次不超过 10 个凭证。' },
  60217: {
    cause: '选人的那位没有授权应用，或不在可见范围内',
    cure: '请选人的那位先在企业微信里打开应用并授权（或请企业的管理员把他加进可见范围），再重新选人。',
  },
  60218: { cause: '这家企业的授权方式不能用选人凭证', cure: nameMembers },
  60219: { cause: '选人凭证是另一个应用的', cure: pickAgain },
  60222: { cause: '选人凭证不对，或已经过期', cure: pickAgain },
  60226: { cause: '一次选的人超过 2,000 个', cure: '请分几次选人，每次不超过 2,000 人，再发一次。' },
  60246: { cause: '第三方应用还没有上线', cure: '请服务商在服务商后台让应用上线；上线以后再发剩余的。' },
  81013: { cause: '所有人都无效：账号不存在，或不在应用的可见范围内', cure: checkMembers },
  90200: { cause: '缺少小程序的 appid', cure: checkAppid },
  90206: { cause: '小程序没有关联到这个应用', cure: linkMiniProgram },
  90207: { cause: '小程序的 appid 不合法', cure: checkAppid },
  90208: { cause: '小程序的 appid 不匹配', cure: checkAppid },
  90210: { cause: '需要成员授权', cure: '请接收的成员先在企业微信里打开应用并授权，再发剩余的。' },
  701071: { cause: '企业没有接口许可', cure: buyLicence },
  701099: { cause: '没有有效的接口许可', cure: buyLicence },
};

/** About taking back, where "then send the rest" would be no advice. */
export const recall = {
  errcodes: {
    40058: {
      cause: '企业微信认不出这条消息：可能已经撤回，或不是这个应用发的',
      cure: '没有别的办法撤回；需要的话请另发一条更正。',
    },
    42052: { cause: '发出已超过 24 小时', cure: '企业微信只让撤回 24 小时以内的；需要的话请另发一条更正。' },
  },
  otherwise: '请把原因告诉管理员；24 小时之内解决了，可以再按一次「撤回」。',
};
