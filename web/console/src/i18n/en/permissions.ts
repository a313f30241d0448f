export default {
  area: {
    recheck: 'Rechecks of inspectors',
    supervision: 'Levels of supervision',
    spotcheck: 'Spot checks', conflict: 'Conflicts of interest',
    doubt: 'Doubtful records',
    session: 'Own session', account: 'Accounts', audit: 'Audit', system: 'Operation', setting: 'Settings', org: 'Sites and calendar', standard: 'Standards',
    supplier: 'Suppliers', contract: 'Contracts', checklist: 'Checklists', checkpoint: 'Checkpoints', plan: 'Routes and plans', team: 'Teams', duty: 'Roster', task: 'Tasks',
    inspection: 'Inspections', photo: 'Photos', finding: 'Findings', assessment: 'Assessments', scheme: 'Schemes', settlement: 'Settlements',
    rule: 'Payment rules', quota: 'Quotas', cost: 'Costs', report: 'Reports', ledger: 'Ledger of facts', workbench: 'Workbench', rating: 'Ratings',
  },
  act: {
    draw: 'draw', redraw: 'repeat draws', declare: 'declare', record: 'record and end',
    read_all: 'read all', decide: 'decide', tune: 'tune thresholds',
    self: 'Sign in, password, sign out', read: 'Read', write: 'Create and change', role: 'Give roles', unlock: 'Unlock', verify: 'Verify',
    transition: 'Change state', submit: 'Submit', rectify: 'Rectify', reinspect: 'Reinspect', cancel: 'Cancel', compute: 'Compute', publish: 'Publish',
    prepare: 'Prepare', approve: 'Approve', quota: 'Quota comparison',
  },
}
