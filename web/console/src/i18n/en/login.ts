export default {
  title: 'Sign in',
  firstSignIn: 'Please sign in first; you will then return to the page you wanted.',
  lockedFor:
    'Too many wrong passwords: the account is locked. Try again in {minutes} minutes, or ask the security administrator.',
  demoHint: 'Demonstration: the agency and its suppliers are fictional. The accounts are in the installation notes.',
  changePassword: 'Change password',
  mustChange: 'You signed in with an initial password. Change it to go on.',
  rule: 'At least {length} characters, with {classes} of: upper case, lower case, digits, symbols.',
  current: 'Current password',
  next: 'New password',
  again: 'New password again',
  differs: 'The two new passwords differ.',
  passwordChanged: 'Password changed',
}
