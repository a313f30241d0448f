export const systemRoles = ['sysadmin', 'secadmin', 'auditor']
export const agencyRoles = ['leader', 'manager', 'standards', 'inspector', 'finance', 'desk', 'assessor']
export const supplierRoles = ['supplier_manager', 'supplier_staff']
/** As people know them: the agency's work, the suppliers, the third party, the administrators. */
export const allRoles = [...agencyRoles.filter((r) => r !== 'assessor'), ...supplierRoles, 'assessor', ...systemRoles]

/** The roles an account of an organisation may hold at all. */
export function rolesOf(orgKind: string): string[] {
  return orgKind === 'supplier' ? supplierRoles : [...agencyRoles, ...systemRoles]
}

/** Two administrators in one person, or an administrator with business, is what three separate administrators forbid. */
export function conflict(roles: string[]): boolean {
  const admin = roles.filter((r) => systemRoles.includes(r)).length
  return admin > 1 || (admin === 1 && roles.length > 1)
}
