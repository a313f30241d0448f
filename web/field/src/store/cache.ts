// What the server last said, kept so that the app opens in a basement. Always shown with its time.

import { plain, type Database } from './database'

export class Cache {
  constructor(
    private readonly db: Database,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async put(key: string, value: unknown): Promise<void> {
    await this.db.put('cache', { key, value: plain(value), savedAt: this.now().toISOString() })
  }

  async get<T>(key: string): Promise<{ value: T; savedAt: string } | undefined> {
    const found = await this.db.get('cache', key)
    return found && { value: found.value as T, savedAt: found.savedAt }
  }

  /** Another account signs in on this phone: it must not see what the last one was shown. */
  async clear(): Promise<void> {
    await this.db.clear('cache')
  }
}
