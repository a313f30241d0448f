export default {
  area: {
    doubt: '存疑记录', queue: '手机存出的记录', label: '标签',
    recheck: '检查员复核',
    supervision: '监督等级',
    spotcheck: '抽查', conflict: '利害关系',
    session: '本人会话', account: '账户', audit: '审计', system: '系统运行', setting: '系统设置', org: '场所与日历', standard: '标准', supplier: '供应商',
    contract: '合同', checklist: '检查表', checkpoint: '点位', plan: '路线与检查计划', team: '班组', duty: '值班', task: '检查任务', inspection: '检查记录', photo: '照片', finding: '问题',
    assessment: '考核', scheme: '考核方案', settlement: '结算', rule: '付款规则', quota: '定额', cost: '成本', report: '报表', ledger: '事实台账',
    workbench: '工作台', rating: '服务评价',
  },
  act: {
    report: '报告', report_read: '查看报告', read_all: '查看全部', decide: '处理', tune: '调整参数', bring: '导入', bring_others: '代他人导入',
    draw: '抽取', redraw: '复算抽查', declare: '申报', record: '登记与解除',
    self: '登录、改密、退出', read: '查看', write: '新建与修改', role: '授予角色', unlock: '解除锁定', verify: '校验', transition: '变更状态', submit: '提交',
    rectify: '整改', reinspect: '复查', cancel: '作废', compute: '计算', publish: '发布', reopen: '重开月份', prepare: '编制', approve: '审批', quota: '定额对比',
  },
}
