export default {
  area: {
    doubt: 'Doubtful records', queue: 'Records saved by phones', label: 'Labels',
    recheck: 'Rechecks of inspectors',
    supervision: 'Supervision levels',
    spotcheck: 'Spot checks', conflict: 'Conflicts of interest',
    session: 'Own session', account: 'Accounts', audit: 'Audit', system: 'Operation', setting: 'Settings', org: 'Sites and calendar', standard: 'Standards',
    supplier: 'Suppliers', contract: 'Contracts', checklist: 'Checklists', checkpoint: 'Checkpoints', plan: 'Routes and plans', team: 'Teams', duty: 'Roster', task: 'Tasks',
    inspection: 'Inspections', photo: 'Photos', finding: 'Findings', assessment: 'Assessments', scheme: 'Schemes', settlement: 'Settlements',
    rule: 'Payment rules', quota: 'Quotas', cost: 'Costs', report: 'Reports', ledger: 'Ledger of facts', workbench: 'Workbench', rating: 'Ratings',
  },
  act: {
    report: 'Report', report_read: 'Read reports', read_all: 'Read all', decide: 'Decide', tune: 'Tune', bring: 'Bring', bring_others: 'Bring for others',
    draw: 'Draw', redraw: 'Repeat draws', declare: 'Declare', record: 'Record and end',
    self: 'Sign in, password, sign out', read: 'Read', write: 'Create and change', role: 'Give roles', unlock: 'Unlock', verify: 'Verify',
    transition: 'Change state', submit: 'Submit', rectify: 'Rectify', reinspect: 'Reinspect', cancel: 'Cancel', compute: 'Compute', publish: 'Publish',
    reopen: 'Reopen month', prepare: 'Prepare', approve: 'Approve', quota: 'Quota comparison',
  },
}
