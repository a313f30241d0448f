/** Codes with their dots as underlines. */
export default {
  action: {
    label_template_create: '新建标签模板', label_template_update: '修改标签模板', label_template_retire: '停用标签模板', label_print: '印制标签', label_report: '报告标签', label_report_resolve: '处理标签报告',
    consent_give: '同意提供定位', consent_withdraw: '撤回定位同意', doubt_decide: '处理存疑记录', position_purge: '清除到期定位', queue_bring: '导入手机记录', queue_turn_away: '拒绝导入手机记录',
    area_change: '修改区域', area_create: '新建区域', assessment_compute: '计算考核', assessment_publish: '发布考核', audit_verify: '校验审计日志', audit_purge: '清理审计日志',
    calendar_clear: '恢复日历默认', calendar_load: '载入节假日', calendar_set: '调整工作日', checklist_create: '新建检查表', checklist_load_catalogue: '载入检查表目录',
    checklist_retire: '停用检查表', checklist_version_create: '新建检查表草稿', checklist_version_delete: '删除检查表草稿', checklist_version_publish: '发布检查表',
    checklist_version_update: '修改检查表草稿', checkpoint_create: '新建点位', checkpoint_label_replace: '更换点位标签', checkpoint_retire: '停用点位', checkpoint_update: '修改点位',
    contract_activate: '合同生效', contract_create: '新建合同', contract_expire: '合同到期', contract_terminate: '终止合同', contract_update: '修改合同',
    contract_line_create: '添加合同明细', contract_line_delete: '删除合同明细', contract_line_update: '修改合同明细', cost_book: '登记成本', cost_reverse: '冲销成本',
    finding_cancel: '作废问题', finding_overdue: '问题转为逾期', finding_rectify: '提交整改', finding_reinspect: '复查问题', inspection_submit: '提交检查记录', period_accrue: '计提月度价款与定额',
    period_lock: '月度结账', period_reopen: '重开月份', plan_create: '新建检查计划', plan_stop: '停止检查计划', plan_update: '修改检查计划', qualification_create: '登记资质', qualification_delete: '删除资质',
    qualification_update: '修改资质', quota_create: '新建定额', quota_load_catalogue: '载入定额目录', quota_update: '修改定额', rating_create: '登记服务评价', scheme_create: '新建考核方案',
    scheme_install: '装入考核方案', scheme_publish: '发布考核方案', scheme_update: '修改考核方案', session_create: '登录', session_end: '退出登录', session_lock: '锁定账户',
    session_refuse: '登录失败', setting_change: '修改系统设置', settlement_prepare: '编制结算单', settlement_approve: '审批结算单', site_change: '修改场所', site_create: '新建场所',
    standard_clause_create: '新建条款', standard_clause_update: '修改条款', standard_create: '新建标准', standard_load_catalogue: '载入标准目录', standard_update: '修改标准',
    supplier_create: '登记供应商', supplier_transition: '变更供应商状态', supplier_update: '修改供应商', task_close_day: '关闭当日任务', task_materialise: '生成检查任务',
    token_create: '新建接口令牌', token_revoke: '撤销接口令牌', user_change: '修改账户', user_create: '新建账户', user_language: '切换语言', user_password: '修改密码',
    user_password_reset: '重置密码', user_roles: '授予角色', user_sites: '指派评估场所', user_unlock: '解除锁定',
  },
  target: {
    label_template: '标签模板', label_print: '标签印制', label_report: '标签报告', consent: '同意事项', doubt: '存疑记录', position: '定位',
    area: '区域', assessment: '考核', audit: '审计日志', calendar: '工作日历', checklist: '检查表', checklist_version: '检查表版本', checkpoint: '点位', clause: '条款',
    contract: '合同', contract_line: '合同明细', cost_entry: '成本', finding: '问题', inspection: '检查记录', inspection_plan: '检查计划', period: '月度', plan: '检查计划',
    qualification: '资质', quota: '定额', rating: '服务评价', scheme: '考核方案', session: '登录', setting: '系统设置', settlement: '结算单', site: '场所', standard: '标准',
    supplier: '供应商', task_day: '当日任务', token: '接口令牌', user: '账户',
  },
}
