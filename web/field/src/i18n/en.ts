import common from '@shared/i18n/en/common'
import errors from '@shared/i18n/en/errors'
import vocab from '@shared/i18n/en/vocab'
import app from './en/app'
import check from './en/check'
import findings from './en/findings'
import label from './en/label'
import me from './en/me'
import record from './en/record'
import scan from './en/scan'
import today from './en/today'

export default { common, errors, vocab, app, check, findings, label, me, record, scan, today }
