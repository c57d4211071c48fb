/** What each row of the published tables is about. */

type Title = { zh: string; en: string };

export const rowTitles: Record<string, Title> = {
  F1: { en: 'kill -9 again and again while it sends, the duplicate check on', zh: '发送中反复 kill -9，开启重复检查' },
  F2: { en: 'the same with the duplicate check off', zh: '同上，不开重复检查' },
  F3: { en: 'a crash before and after each durable step', zh: '在每个落盘步骤前后崩溃' },
  F4: { en: 'connections cut, hung and garbled at every point', zh: '连接在各处被切断、卡住或返回乱码' },
  F5: { en: 'a process stopped past its lease, taken over, going on', zh: '进程停住到租约过期，被接手后又继续' },
  F6: { en: 'several processes on one PostgreSQL, one killed', zh: '多个进程共用一个 PostgreSQL，杀掉一个' },
  F7: { en: 'many sends meet an expired token; wrong credentials', zh: '大量发送同时遇到 token 过期；凭证错误' },
  F8: { en: 'throttled by WeCom and by Slack', zh: '被企业微信和 Slack 限流' },
  F9: { en: 'WeCom away for ten minutes', zh: '企业微信中断十分钟' },
  F10: { en: 'store full, locked or read-only', zh: '存储已满、被锁或只读' },
  F11: { en: 'SIGTERM during a send', zh: '发送中收到 SIGTERM' },
  F12: { en: "Slack's answers to chat.postMessage lost", zh: 'chat.postMessage 的回答丢失' },
  F14: { en: 'random sequences of events against a model of the states', zh: '随机事件序列与状态模型对照' },
  C1: { en: 'random audiences through the planner', zh: '随机收件人的分批' },
  C2: { en: 'the same submission many times; a replayed request', zh: '同一提交多次；重放的请求' },
  C3: { en: 'totals of every run', zh: '每次运行的合计' },
  B1: { en: 'requests that are not signed as Slack signs', zh: '签名不对的请求' },
  B2: { en: 'huge bodies, hostile list files', zh: '超大请求体、恶意名单文件' },
  B3: { en: 'who may do what', zh: '谁可以做什么' },
  B4: { en: "callbacks that are not WeCom's", zh: '不是企业微信发来的回调' },
  B5: { en: 'file links that lead elsewhere', zh: '指向别处的文件链接' },
  B6: { en: 'text that would come alive in Slack or Excel', zh: '会在 Slack 或 Excel 里生效的文字' },
  B7: { en: 'secrets in logs, store and threads', zh: '日志、存储和消息串里的密钥' },
  B8: { en: 'dependencies', zh: '依赖' },
  B9: {
    en: 'forged forms, odd commands, hostile pictures and connections',
    zh: '伪造的表单、古怪的命令、恶意图片和连接',
  },
};
