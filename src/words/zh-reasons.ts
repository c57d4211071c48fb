/** Why something did not work and what to do about it. A cause stands without a full stop, because headlines quote it. */
import { recall, template, thirdParty } from './zh-reasons-third-party.ts';

const askAdmin = '请管理员核对企业微信后台和本机器人的设置。';
const askDeveloper = '这是程序的错，不是您的。请把编号和错误码交给维护机器人的人。';
const fixSecret = '请管理员核对企业 ID 和应用 Secret（WECOM_CORP_ID、WECOM_SECRET），改好并重启机器人后再发剩余的。';
const fixAgent = '请管理员核对应用的 AgentId（WECOM_AGENT_ID）与 Secret 是同一个应用的，改好并重启机器人后再发剩余的。';
const fixSuite = '请服务商核对应用的 suite 设置和企业的授权，必要时请企业重新授权。';
const waitTicket = '请服务商查看回调是否正常；企业微信约每 10 分钟推送一次，到了以后再发剩余的。';
const fixPermission = '请管理员在企业微信后台给应用开通「家校沟通」权限，并放进「家长可使用的应用」，再发剩余的。';
const renewLicence = '请管理员在企业微信后台购买或续期，再发剩余的。';
const checkIds = '请核对名单里的账号：是否写错、是否已离开、是否在应用的可见范围内；改好后只给这些人再发一次。';
const checkDepartments = '请核对部门编号（家校通讯录里的数字编号），改好后只给这些部门再发一次。';
const shorterList = '请把名单拆小，再发一次。';
const checkTickets = '请重新选人，再发一次。';
const checkSchool = '请管理员在企业微信后台核对家校通讯录的设置。';
const newCover = '请换一张 JPG 或 PNG 封面，再发一次。';
const checkTemplate = '请管理员把模板目录改得与企业微信后台一致。';
const checkMessage = '请改内容，再发一次。';
const checkMiniProgram = '请管理员在企业微信后台把小程序关联到这个应用，再发剩余的。';
const checkAppid = '请管理员核对小程序的 appid（MINI_PROGRAMS），改好并重启机器人。';
const sendAgain = '请再发剩余的；若又这样，请告诉管理员。';
const goesOn = '不用做什么，会自动继续。';

export const reasons = {
  errcodes: {
    [-1]: { cause: '企业微信繁忙', cure: goesOn },
    6000: { cause: '企业微信正在更新数据', cure: goesOn },
    40001: { cause: '应用的 Secret 不对', cure: fixSecret },
    40003: { cause: '有账号不合规', cure: checkIds },
    40004: { cause: '封面的文件类型不被接受', cure: newCover },
    40005: { cause: '上传封面时的类型参数不对', cure: askDeveloper },
    40006: { cause: '封面大小不合要求', cure: newCover },
    40007: { cause: '封面的素材编号失效', cure: sendAgain },
    40008: { cause: '消息类型不被接受', cure: askDeveloper },
    40009: { cause: '封面图片大小不合要求', cure: newCover },
    40011: { cause: '封面文件大小不合要求', cure: newCover },
    40013: { cause: '企业 ID 不对', cure: fixSecret },
    40014: { cause: '访问凭证不被接受', cure: fixSecret },
    40032: { cause: '一次的人数超过上限', cure: shorterList },
    40033: { cause: '请求里有不被接受的字符', cure: askDeveloper },
    40036: { cause: '模板编号长度不对', cure: checkTemplate },
    40037: { cause: '模板编号不存在', cure: checkTemplate },
    40039: { cause: '链接太长', cure: checkMessage },
    40056: { cause: '应用的 AgentId 不对', cure: fixAgent },
    40058: { cause: '有参数不被接受', cure: askDeveloper },
    40063: { cause: '有参数是空的', cure: askDeveloper },
    40066: { cause: '部门列表不对', cure: checkDepartments },
    40068: { cause: '标签不对', cure: checkIds },
    40077: { cause: '预授权码无效', cure: fixSuite },
    40078: { cause: '授权码无效', cure: fixSuite },
    40080: { cause: '应用的 suite_secret 不对', cure: fixSuite },
    40082: { cause: '应用的 suite 凭证失效', cure: fixSuite },
    40083: { cause: '应用的 suite_id 不对', cure: fixSuite },
    40084: { cause: '企业的永久授权码失效', cure: fixSuite },
    40085: { cause: '应用的 suite_ticket 失效', cure: waitTicket },
    40091: { cause: 'Secret 不是这个企业的', cure: fixSecret },
    41001: { cause: '缺少访问凭证', cure: askDeveloper },
    41002: { cause: '缺少企业 ID', cure: fixSecret },
    41004: { cause: '缺少 Secret', cure: fixSecret },
    41006: { cause: '缺少封面的素材编号', cure: askDeveloper },
    41011: { cause: '缺少应用的 AgentId', cure: fixAgent },
    41023: { cause: '缺少 suite_ticket', cure: waitTicket },
    42001: { cause: '访问凭证过期，换新的也不被接受', cure: fixSecret },
    42007: { cause: '预授权码过期', cure: fixSuite },
    42009: { cause: '应用的 suite 凭证过期', cure: fixSuite },
    42052: { cause: '超过 24 小时，不能撤回', cure: '企业微信只让撤回 24 小时内的消息。' },
    43009: { cause: '企业还没有认证', cure: '请管理员在企业微信后台完成企业认证。' },
    44001: { cause: '封面文件是空的', cure: newCover },
    44004: { cause: '内容是空的', cure: checkMessage },
    45001: { cause: '封面文件太大', cure: newCover },
    45002: { cause: '内容太长', cure: checkMessage },
    45008: { cause: '图文超过 8 条', cure: checkMessage },
    45009: { cause: '调用次数到了上限', cure: '等限制解除后再发剩余的；尽量避开整点和半点。' },
    45029: { cause: '企业微信的回答太大', cure: shorterList },
    45032: { cause: '作者名太长', cure: checkMessage },
    45033: { cause: '同时调用太多', cure: goesOn },
    47001: { cause: '请求的格式不被接受', cure: askDeveloper },
    48001: { cause: '应用没有这个接口的权限', cure: fixPermission },
    48002: { cause: '应用没有发学校通知的权限', cure: fixPermission },
    48003: { cause: '应用的 suite 不匹配', cure: fixSuite },
    48004: { cause: '企业的授权无效', cure: fixSuite },
    48005: { cause: '这个接口已停用', cure: askDeveloper },
    48006: { cause: '权限因久不使用被收回', cure: fixPermission },
    50003: { cause: '应用被停用', cure: '请管理员在企业微信后台启用应用，再发剩余的。' },
    60003: { cause: '部门不存在', cure: checkDepartments },
    60011: { cause: '有人或部门不在应用的可见范围内', cure: checkIds },
    60020: {
      cause: '本机器人的 IP 不在企业可信 IP 里',
      cure: '请管理员把这个 IP 加进企业可信 IP，1 分钟后再发剩余的。',
    },
    60111: { cause: '账号不存在', cure: checkIds },
    60123: { cause: '部门编号不对', cure: checkDepartments },
    60021: { cause: '有账号不在应用的可见范围内', cure: checkIds },
    60203: { cause: '模板编号不合法', cure: checkTemplate },
    60204: {
      cause: '模板不能用：没有审批通过，或不是这个应用的',
      cure: '请管理员查看模板的审批；通过以后再发剩余的。',
    },
    60205: { cause: '关键词与模板不一致', cure: checkTemplate },
    60206: { cause: '这类消息只有第三方独立应用能发', cure: askAdmin },
    60207: {
      cause: '这个第三方应用只能发模板消息，不能发学校通知',
      cure: '请换一个应用发学校通知；没有别的应用，请联系管理员。',
    },

    60208: { cause: '第三方独立应用不能发给全体、部门或标签', cure: checkIds },
    60209: { cause: '请求里缺少操作者', cure: askDeveloper },
    60210: { cause: '选人凭证列表是空的', cure: checkTickets },
    60211: { cause: '选人凭证是空的', cure: checkTickets },
    60214: { cause: '只有第三方应用能这样发', cure: askAdmin },
    60215: { cause: '选人凭证超过 10 个', cure: checkTickets },
    60217: { cause: '选人的人没有授权', cure: checkTickets },
    60218: { cause: '只有成员授权的应用能这样发', cure: checkTickets },
    60219: { cause: '选人凭证是别的应用的', cure: checkTickets },
    60220: { cause: '请求里缺少应用编号', cure: askDeveloper },
    60221: { cause: '有账号是别的服务商的', cure: checkIds },
    60222: { cause: '选人凭证无效', cure: checkTickets },
    60226: { cause: '一次选的人超过 2,000 个', cure: checkTickets },
    60229: { cause: '有成员或部门的编号不对', cure: checkIds },
    60246: { cause: '第三方应用还没有上线', cure: askAdmin },
    65000: { cause: '学校已迁移', cure: checkSchool },
    65003: { cause: '学校还没有迁移', cure: checkSchool },
    65004: { cause: '学校的状态不允许这样做', cure: checkSchool },
    65010: { cause: '有人不是学生', cure: checkIds },
    65014: { cause: '企业不是学校', cure: checkSchool },
    65018: { cause: '家长人数到了上限', cure: checkSchool },
    65022: { cause: '没有家校通讯录的权限', cure: fixPermission },
    65023: { cause: '没有家校通讯录的权限', cure: fixPermission },
    65024: { cause: '有老师不在应用的可见范围内', cure: checkIds },
    81012: { cause: '没有指定发给谁', cure: checkIds },
    81013: { cause: '所有人都无效：账号不存在，或不在应用的可见范围内', cure: checkIds },
    82001: { cause: '没有指定发给谁', cure: checkIds },
    82002: { cause: '部门超过 100 个', cure: shorterList },
    82003: { cause: '标签超过 100 个', cure: shorterList },
    82004: { cause: '内容不合规', cure: checkMessage },
    85002: { cause: '内容里有禁用词', cure: checkMessage },
    90200: { cause: '缺少小程序的 appid', cure: checkAppid },
    90206: { cause: '小程序没有关联到这个应用', cure: checkMiniProgram },
    90207: { cause: '小程序的 appid 不合法', cure: checkAppid },
    90208: { cause: '小程序的 appid 不匹配', cure: checkAppid },
    90210: { cause: '需要成员授权', cure: askAdmin },
    90302: { cause: '付费应用已到期', cure: renewLicence },
    90303: { cause: '付费应用的人数已满', cure: renewLicence },
    301002: { cause: 'Secret 与 AgentId 不是同一个应用的', cure: fixAgent },
    701071: { cause: '企业没有购买接口许可', cure: renewLicence },
    701099: { cause: '没有有效的接口许可', cure: renewLicence },
    2000002: { cause: '企业 ID 不对', cure: fixSecret },
  },
  thirdParty,
  template,
  recall,
  /** A code that is in no table: the number is all there is to go by. */
  unknownErrcode: { cause: '企业微信拒绝了', cure: '请管理员按错误码查企业微信的说明；问题解决后再发剩余的。' },
  /** "(60020)" behind a cause. */
  withErrcode: (cause: string, errcode: number) => `${cause}（${errcode}）`,
  withIp: (cause: string, ip: string) => `${cause}：${ip}`,
  doubts: {
    timeout: '请求发出后没有等到答复',
    reset: '请求发出后连接断了',
    httpError: '网络中间的服务器报错，不知道请求到了没有',
    unreadable: '收到的答复看不懂',
    busy: '企业微信几次都答「繁忙」，没有说发了没有',
    crash: '发送时机器人停了，没有收到答复',
    restored: '机器人的数据是从备份恢复的，备份之后发了没有，备份里没有；消息串里恢复之前的消息可供核对',
  },
  hurdles: {
    unreachable: '连不上企业微信',
    connectTimeout: '连接企业微信超时',
    circuitOpen: '企业微信暂时不可用',
    noTicket: '企业微信没有推送 ticket，没有它就取不到凭证；等下一次推送就好',
  },
  halts: {
    dailyLimit: '到了企业微信的每日上限',
    noPlace: '在 Slack 里没有地方报告结果',
    fault: '程序出了错，试了几次都没有成功',
    faultCure: '不是您的错。请把编号告诉维护机器人的人；修好后可以再发剩余的。',
    cover: (cause: string) => `封面传不上去：${cause}`,
    appGone: '这个应用已不能再用：企业取消了授权，或机器人里不再配置它',
    appGoneCure: '请联系管理员重新授权；好了以后可以把剩余的发出去。',
    dailyLimitCure: (time: string) => `${time} 以后可以再发剩余的。`,
    cancelledBy: (who: string) => `${who} 停止了发送`,
  },
  /** Why one id is in the list of those not accepted. */
  invalid: '企业微信认不出这个账号，或它不在应用的可见范围内',
  unlicensed: '这个成员没有接口许可（已过期或从未购买），所以收不到；请服务商为他购买或续期',
  unsent: '没有发出',
};
