import { describe, expect, it } from 'vitest'
import { conflict, rolesOf } from './roles'

describe('three separate administrators', () => {
  it.each([[['sysadmin', 'secadmin']], [['auditor', 'manager']], [['sysadmin', 'secadmin', 'auditor']]])('refuse %s in one person', (roles) => {
    expect(conflict(roles)).toBe(true)
  })
  it.each([[['auditor']], [['manager', 'inspector']], [[]]])('allow %s', (roles) => expect(conflict(roles)).toBe(false))
  it('never offer an agency role to a supplier, nor the other way round', () => {
    expect(rolesOf('supplier').filter((r) => rolesOf('agency').includes(r))).toEqual([])
  })
})
