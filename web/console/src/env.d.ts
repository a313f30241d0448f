import 'vue-router'

export interface NavPlace {
  /** The entry of the left navigation this page belongs to; see app/nav.ts. */
  section: string
  titleKey: string
  order: number
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Any one of these opens the page; absent: every signed-in person. */
    permission?: string | string[]
    nav?: NavPlace
    /** The page of the navigation to which this one belongs where its address does not say so. */
    under?: string
    titleKey?: string
    /** No session needed. */
    open?: boolean
  }
}
