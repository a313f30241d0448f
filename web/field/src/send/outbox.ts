// The queue: decides when waiting records are sent. Submitting is moving a draft into it, so the
// same code serves a phone with and without signal.

import { finish } from '../domain/draft'
import type { Position } from '../api/types'
import type { FieldRecord, InspectionRecord } from '../domain/record'
import type { RecordStore } from '../store/records'
import { holdingSendLock } from './lock'
import { send, type Sender } from './sender'

const firstRetry = 10_000
const slowestRetry = 5 * 60_000

export interface OutboxTools extends Sender {
  userId: () => string | undefined
  schedule?: (work: () => void, ms: number) => unknown
}

export class Outbox {
  private retryIn = firstRetry
  private timer: unknown
  private running: Promise<void> | undefined
  private again = false

  constructor(private readonly tools: OutboxTools) {}

  private get store(): RecordStore {
    return this.tools.store
  }

  /**
   * Puts a finished draft into the queue. The end of the check is fixed here, once, so that every
   * attempt sends the same body; a second tap finds no draft and changes nothing.
   */
  async submit(id: string, position?: Position): Promise<FieldRecord | undefined> {
    const now = (this.tools.now ?? (() => new Date()))().toISOString()
    const moved = await this.store.transition<FieldRecord>(id, ['draft'], 'waiting', (draft) =>
      draft.kind === 'inspection' ? finish(draft, now, position) : { ...draft, refusal: undefined },
    )
    if (moved) this.tools.changed?.(moved)
    void this.flush()
    return moved ?? this.store.get(id)
  }

  /** Sends a refused record again, as it is or with what stood in its way taken off. */
  async resend(id: string, change: (record: InspectionRecord) => InspectionRecord = (record) => record): Promise<void> {
    const moved = await this.store.transition<FieldRecord>(id, ['refused'], 'waiting', (record) =>
      record.kind === 'inspection' ? change(record) : record,
    )
    if (moved) this.tools.changed?.(moved)
    await this.flush()
  }

  /** Takes a refused record back into the hands of who made it. */
  async reopen(id: string, change: (record: InspectionRecord) => InspectionRecord = (record) => record): Promise<void> {
    const moved = await this.store.transition<FieldRecord>(id, ['refused'], 'draft', (record) =>
      record.kind === 'inspection' ? change(record) : record,
    )
    if (moved) this.tools.changed?.(moved)
  }

  /** Sends everything that waits, oldest first. Calls during a run make it look once more. */
  flush(): Promise<void> {
    if (this.running) {
      this.again = true
      return this.running
    }
    this.running = this.run().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  private async run(): Promise<void> {
    do {
      this.again = false
      const left = await holdingSendLock(() => this.sendAll())
      if (left === 0) this.retryIn = firstRetry
      else this.retryLater()
    } while (this.again)
  }

  /** Answers how many records still wait for something that time may bring. */
  private async sendAll(): Promise<number> {
    const userId = this.tools.userId()
    if (!userId) return 0
    let left = 0
    for (const record of await this.store.list(userId)) {
      if (record.state !== 'waiting') continue
      const after = await send(record.id, this.tools)
      if (after?.state !== 'waiting') continue
      left += 1
      // one record that found no server, or no session, speaks for all the others
      if (after.hold !== 'server') {
        await this.holdOthers(userId, after)
        break
      }
    }
    return left
  }

  private async holdOthers(userId: string, first: FieldRecord): Promise<void> {
    for (const record of await this.store.list(userId)) {
      if (record.state !== 'waiting' || record.id === first.id || record.hold === first.hold) continue
      const held = await this.store.hold(record.id, first.hold)
      if (held) this.tools.changed?.(held)
    }
  }

  private retryLater(): void {
    const schedule = this.tools.schedule ?? ((work, ms) => setTimeout(work, ms))
    if (this.timer !== undefined) return
    this.timer = schedule(() => {
      this.timer = undefined
      void this.flush()
    }, this.retryIn)
    this.retryIn = Math.min(this.retryIn * 2, slowestRetry)
  }
}
