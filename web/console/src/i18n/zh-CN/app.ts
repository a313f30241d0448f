export default {
  demo: '演示数据',
  missingText: '地址有误，或这个页面不在您的权限范围内。',
  toWorkbench: '回到工作台',
}
