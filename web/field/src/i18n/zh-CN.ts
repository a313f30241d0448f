import common from '@shared/i18n/zh-CN/common'
import errors from '@shared/i18n/zh-CN/errors'
import vocab from '@shared/i18n/zh-CN/vocab'
import app from './zh-CN/app'
import check from './zh-CN/check'
import findings from './zh-CN/findings'
import label from './zh-CN/label'
import me from './zh-CN/me'
import record from './zh-CN/record'
import scan from './zh-CN/scan'
import today from './zh-CN/today'

export default { common, errors, vocab, app, check, findings, label, me, record, scan, today }
