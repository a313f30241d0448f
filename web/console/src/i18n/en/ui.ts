export default {
  breadcrumb: 'You are here',
  reason: 'Reason',
  reasonHint: 'Will stand in the audit log',
  asTable: 'As table',
  asChart: 'As chart',
  sortBy: 'Sort by {name}',
  total: 'Total',
  shownSoFar: '{n} shown',
  skipToContent: 'Skip to content',
  mainNavigation: 'Main navigation',
  openNavigation: 'Open navigation',
  account: 'Account',
}
