// What sending needs of the network, in the sender's own words.

import type { FieldRecord } from '../domain/record'
import type { Receipt } from '../api/types'
import type { StoredPhoto } from '../store/database'

/** Both reject with ApiProblem when the server refused, with NetworkFailure when no answer came. */
export interface Transport {
  /** Resolves with the hash the server computed. */
  uploadPhoto(photo: StoredPhoto): Promise<string>
  /** Sends the record under its id as Idempotency-Key; an inspection answers with its receipt. */
  submit(record: FieldRecord): Promise<Receipt | undefined>
}
