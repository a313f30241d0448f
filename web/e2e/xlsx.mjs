// Reads the cells of a workbook, as any other program would: a zip of XML.
import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'

/** The rows of every sheet, by its file name. */
export function sheets(file) {
  const parts = unzip(file)
  assert.ok(parts['[Content_Types].xml'] && parts['xl/workbook.xml'], 'not a workbook')
  const shared = [...(parts['xl/sharedStrings.xml'] ?? '').matchAll(/<si>([\s\S]*?)<\/si>/g)].map((m) => plain(m[1]))
  const out = {}
  for (const [name, xml] of Object.entries(parts)) {
    if (!name.startsWith('xl/worksheets/')) continue
    out[name] = [...xml.matchAll(/<row[^>]*>([\s\S]*?)<\/row>/g)].map((row) =>
      [...row[1].matchAll(/<c([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)].map(([, attributes, inside = '']) => {
        assert.doesNotMatch(inside, /<f[ >]/, 'a cell is a formula')
        const value = /<v>([\s\S]*?)<\/v>/.exec(inside)?.[1] ?? ''
        if (/t="s"/.test(attributes)) return shared[Number(value)]
        return /t="inlineStr"/.test(attributes) ? plain(inside) : value
      }),
    )
  }
  return out
}

const plain = (xml) => xml.replace(/<[^>]+>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&')

/** The parts of a zip, found by its directory at the end. */
function unzip(file) {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  assert.ok(end >= 0, 'not a zip')
  const parts = {}
  let at = file.readUInt32LE(end + 16)
  for (let i = file.readUInt16LE(end + 10); i > 0; i -= 1) {
    const [packing, size, nameLength] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), file.readUInt16LE(at + 28)]
    const local = file.readUInt32LE(at + 42)
    const name = file.toString('utf8', at + 46, at + 46 + nameLength)
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    const body = file.subarray(start, start + size)
    parts[name] = (packing === 8 ? inflateRawSync(body) : body).toString('utf8')
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return parts
}
