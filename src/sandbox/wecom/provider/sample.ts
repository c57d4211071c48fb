/** 晨光科技 and the company that may authorise its apps. Everything here is made up; ids are only shaped like real ones. */
import type { ProviderSettings } from './options.ts';

export const chenguangSuite = {
  suiteId: 'ww7b31e5d8f2a6c904',
  name: '晨光通知',
  secret: 'sandbox-secret-of-suite-chenguang-tongzhi-0000',
  callbackToken: 'SandboxTokenTongzhi',
  aesKey: 'SandboxAesKeyTongzhi0123456789ABCDEFGHIJKLM',
  miniPrograms: ['wx1234567890abcdef'],
};

/** 代开发: the company's own app, made by the provider from this template. */
export const chenguangDelegated = {
  suiteId: 'dk52c8a1f6e3b7d940',
  name: '晨光代开发',
  secret: 'sandbox-secret-of-suite-chenguang-daikaifa-000',
  callbackToken: 'SandboxTokenDaikaifa',
  aesKey: 'SandboxAesKeyDaikaifa0123456789ABCDEFGHIJKL',
  miniPrograms: ['wx1234567890abcdef'],
};

/** A provider sees members by ids like this one, never by those of the company's directory. */
function openUserId(name: string): string {
  return `woSandboxAAAA${name}`.padEnd(32, 'A');
}

/** Ids by name, for whoever writes a list of recipients. 陈静 has no licence; 周强 is outside the visible range. */
export const chenguangStaff = {
  张伟: openUserId('ZhangWei'),
  李娜: openUserId('LiNa'),
  王芳: openUserId('WangFang'),
  刘洋: openUserId('LiuYang'),
  陈静: openUserId('ChenJing'),
  赵磊: openUserId('ZhaoLei'),
  孙丽: openUserId('SunLi'),
  周强: openUserId('ZhouQiang'),
} as const;

const staff = chenguangStaff;

export const chenguangCompany = {
  corpId: 'wwc4d1e8a97b2f5306',
  name: '晨光教育集团',
  userMax: 200,
  admins: [staff.张伟],
  departments: [
    { id: '1', name: '晨光教育集团', parentId: '0' },
    { id: '2', name: '教务处', parentId: '1' },
    { id: '3', name: '财务处', parentId: '1' },
  ],
  members: [
    { userId: staff.张伟, name: '张伟', departments: ['2'] },
    { userId: staff.李娜, name: '李娜', departments: ['2'] },
    { userId: staff.王芳, name: '王芳', departments: ['2'] },
    { userId: staff.刘洋, name: '刘洋', departments: ['3'] },
    { userId: staff.陈静, name: '陈静', departments: ['3'], licensed: false },
    { userId: staff.赵磊, name: '赵磊', departments: ['1'] },
    { userId: staff.孙丽, name: '孙丽', departments: ['1'] },
    { userId: staff.周强, name: '周强', departments: ['1'] },
  ],
  tags: [
    { id: '1', name: '班主任', members: [staff.王芳, staff.孙丽] },
    { id: '2', name: '新教师', members: [staff.周强] },
  ],
  scope: { members: [staff.赵磊], departments: ['2', '3'], tags: ['1'] },
};

const { suiteId } = chenguangSuite;

export const chenguangTemplates = {
  meeting: {
    ...{ suiteId, templateId: 'ttSandboxHuiyishi000000000000001', name: '会议室预定' },
    keys: ['会议室', '会议地点', '会议时间'],
  },
  leave: {
    ...{ suiteId, templateId: 'ttSandboxQingjia0000000000000002', name: '请假审批' },
    keys: ['申请人', '请假时间', '审批结果'],
  },
  fee: {
    ...{ suiteId, templateId: 'ttSandboxJiaofei0000000000000003', name: '缴费提醒' },
    keys: ['缴费项目', '学生', '金额', '截止日期'],
  },
  /** Not yet approved. */
  holiday: {
    ...{ suiteId, templateId: 'ttSandboxFangjia0000000000000004', name: '放假通知' },
    keys: ['放假时间', '返校时间'],
    approved: false,
  },
};

export const chenguangProvider: ProviderSettings = {
  corpId: 'ww9f27c6d05b3e8a14',
  name: '晨光科技',
  suites: [chenguangSuite, chenguangDelegated],
  companies: [chenguangCompany],
  templates: Object.values(chenguangTemplates),
};
