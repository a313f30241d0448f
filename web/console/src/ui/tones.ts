export type Tone = 'idle' | 'accent' | 'ok' | 'warn' | 'danger'

/** How much harm a state means. The word always stands beside the dot. */
const tones: Record<string, Record<string, Tone>> = {
  supplierState: {
    candidate: 'idle',
    admitted: 'accent',
    probation: 'warn',
    active: 'ok',
    suspended: 'danger',
    exiting: 'warn',
    exited: 'idle',
    debarred: 'danger',
  },
  contractState: { draft: 'idle', active: 'ok', terminated: 'danger', expired: 'idle' },
  taskState: { open: 'accent', done: 'ok', late: 'warn', missed: 'danger' },
  findingState: { open: 'warn', submitted: 'accent', returned: 'danger', closed: 'ok', cancelled: 'idle' },
  rectificationState: { submitted: 'accent', accepted: 'ok', returned: 'danger' },
  severity: { minor: 'idle', major: 'warn', critical: 'danger' },
  result: { pass: 'ok', fail: 'danger', na: 'idle' },
  versionState: { draft: 'accent', published: 'ok', superseded: 'idle' },
  checklistState: { active: 'ok', retired: 'idle' },
  checkpointState: { active: 'ok', retired: 'idle' },
  planState: { active: 'ok', stopped: 'idle' },
  routeState: { active: 'ok', retired: 'idle' },
  teamState: { active: 'ok', retired: 'idle' },
  queueState: { received: 'ok', known: 'idle', refused: 'danger', failed: 'warn' },
  doubtState: { open: 'warn', upheld: 'danger', dismissed: 'ok' },
  drawState: { prepared: 'warn', drawn: 'accent', cancelled: 'idle' },
  supervisionLevel: { normal: 'accent', tightened: 'warn', reduced: 'ok', discontinued: 'danger' },
  siteState: { active: 'ok', closed: 'idle' },
  assessmentState: { draft: 'warn', published: 'ok' },
  settlementState: { draft: 'warn', approved: 'ok' },
}

export function toneOf(domain: string, value: string): Tone {
  return tones[domain]?.[value] ?? 'idle'
}

/** Codes of grades, and the words some rules use as their codes. */
const grades: Record<string, [code: string, tone: Tone]> = {
  excellent: ['excellent', 'ok'],
  good: ['good', 'ok'],
  qualified: ['qualified', 'accent'],
  pass: ['qualified', 'accent'],
  basic: ['basic', 'warn'],
  fail: ['fail', 'danger'],
  failed: ['fail', 'danger'],
  unqualified: ['fail', 'danger'],
  insufficient: ['insufficient', 'idle'],
  优秀: ['excellent', 'ok'],
  优: ['excellent', 'ok'],
  良好: ['good', 'ok'],
  良: ['good', 'ok'],
  合格: ['qualified', 'accent'],
  基本合格: ['basic', 'warn'],
  不合格: ['fail', 'danger'],
}

export function gradeOf(grade: string): { code?: string; tone: Tone } {
  const hit = grades[grade]
  return hit ? { code: hit[0], tone: hit[1] } : { tone: 'idle' }
}
