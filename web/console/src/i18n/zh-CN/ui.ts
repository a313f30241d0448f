export default {
  breadcrumb: '所在位置',
  reason: '原因',
  reasonHint: '将记入审计日志',
  asTable: '看数据表',
  asChart: '看图',
  sortBy: '按{name}排序',
  total: '合计',
  shownSoFar: '已显示 {n} 条',
  skipToContent: '跳到正文',
  mainNavigation: '主导航',
  openNavigation: '打开导航',
  account: '账户',
}
