export default {
  title: '登录',
  firstSignIn: '请先登录，登录后回到您要打开的页面。',
  lockedFor: '连续多次密码错误，账户已锁定，请 {minutes} 分钟后再试，或请安全管理员解锁。',
  demoHint: '演示环境：机关与供应商均为虚构。可用账户见安装说明。',
  changePassword: '修改密码',
  mustChange: '您使用的是初始密码，修改后才能继续。',
  rule: '至少 {length} 位，包含大写字母、小写字母、数字、符号中的 {classes} 类。',
  current: '当前密码',
  next: '新密码',
  again: '再次输入新密码',
  differs: '两次输入的新密码不一致。',
  passwordChanged: '密码已修改',
}
