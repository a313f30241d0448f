/**
 * Holds the console's own views of answers against the OpenAPI document: a field that the server does not send,
 * sends in another shape, or sends only sometimes where the console relies on it, fails the type check here.
 */
import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'
import type * as own from './types'

type Server = components['schemas']

/** Names of the fields of `Own` that the server's `Given` does not bear out. */
type Wrong<Own, Given> = {
  [K in keyof Own]-?: K extends keyof Given
    ? undefined extends Given[K]
      ? undefined extends Own[K]
        ? Matches<NonNullable<Own[K]>, NonNullable<Given[K]>> extends true ? never : K
        : K
      : Matches<NonNullable<Own[K]>, NonNullable<Given[K]>> extends true ? never : K
    : K
}[keyof Own]

/** A closed list of the console may stand for the server's text; objects are compared by their fields. */
type Matches<Own, Given> = Own extends (infer A)[]
  ? Given extends (infer B)[] ? Matches<A, B> : false
  : Own extends object
    ? Given extends object ? ([Wrong<Own, Given>] extends [never] ? true : false) : false
    : [Own] extends [Given] ? true : false

type Fits<Own, Name extends keyof Server> = [Wrong<Own, Solid<Server[Name]>>] extends [never] ? true : Wrong<Own, Solid<Server[Name]>>

const fits = <_T extends true>(): void => undefined

export function check(): void {
  fits<Fits<own.SupplierRow, 'SupplierRow'>>()
  fits<Fits<own.Supplier, 'SupplierBody'>>()
  fits<Fits<own.Transition, 'SupplierTransitionBody'>>()
  fits<Fits<own.Qualification, 'SupplierQualificationBody'>>()
  fits<Fits<own.SupplierMonth, 'SupplierMonthBody'>>()
  fits<Fits<own.TimelineItem, 'SupplierEvent'>>()
  fits<Fits<own.Contract, 'ContractRow'>>()
  fits<Fits<own.ContractDetail, 'ContractBody'>>()
  fits<Fits<own.Site, 'OrgSiteView'>>()
  fits<Fits<own.Area, 'OrgAreaView'>>()
  fits<Fits<own.CalendarDay, 'OrgDayView'>>()
  fits<Fits<own.Quota, 'QuotaBody'>>()
  fits<Fits<own.CostSubject, 'QuotaSubject'>>()
  fits<Fits<own.CostEntry, 'QuotaCostBody'>>()
  fits<Fits<own.PeriodLock, 'QuotaPeriodLock'>>()
  fits<Fits<own.QuotaReport, 'QuotaReport'>>()
  fits<Fits<own.QuotaReportLine, 'QuotaReportLine'>>()
  fits<Fits<own.PaymentRule, 'SettlementPaymentRule'>>()
  fits<Fits<own.User, 'AccountUserView'>>()
  fits<Fits<own.Role, 'AccountRoleView'>>()
  fits<Fits<own.AuditEntry, 'AccountAuditView'>>()
  fits<Fits<own.AuditVerification, 'AuditVerification'>>()
  fits<Fits<own.Job, 'AccountJobStatus'>>()
  fits<Fits<own.ApiToken, 'AccountTokenView'>>()
  fits<Fits<own.NewToken, 'AccountNewTokenView'>>()
  fits<Fits<own.Workbench, 'InsightWorkbench'>>()
}
