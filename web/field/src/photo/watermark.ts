// What stands in the picture itself: when, where and who. It is drawn before the hash is taken, so
// the words cannot be taken off or exchanged without the photo becoming another one.

export interface Mark {
  /** Instant and origin, in the agency's zone. */
  when: string
  where: string
  who: string
}

export interface Line {
  text: string
  /** Baseline, in pixels from the top. */
  y: number
}

export interface Plan {
  size: number
  bandTop: number
  margin: number
  lines: Line[]
}

export const markFont = (size: number) => `600 ${size}px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`

/**
 * Where the words go: a band at the foot, a letter being a fortieth of the shorter side, so that it
 * is read on a phone and hides little. A place too long for the width is cut with an ellipsis.
 */
export function planMark(mark: Mark, width: number, height: number, measure: (text: string, size: number) => number): Plan {
  const size = Math.max(11, Math.round(Math.min(width, height) / 34))
  const margin = Math.round(size * 0.6)
  const room = width - 2 * margin
  const first = `${mark.when} · ${mark.who}`
  const texts = (measure(first, size) <= room ? [first, mark.where] : [mark.when, mark.who, mark.where]).map((text) => cut(text, room, size, measure))
  const step = Math.round(size * 1.4)
  const bandTop = height - step * texts.length - margin
  return { size, bandTop, margin, lines: texts.map((text, i) => ({ text, y: bandTop + step * (i + 1) - Math.round(size * 0.2) + Math.round(margin / 3) })) }
}

function cut(text: string, room: number, size: number, measure: (text: string, size: number) => number): string {
  if (measure(text, size) <= room) return text
  const letters = [...text]
  while (letters.length > 1 && measure(`${letters.join('')}…`, size) > room) letters.pop()
  return `${letters.join('')}…`
}

export function drawMark(pen: CanvasRenderingContext2D, mark: Mark, width: number, height: number): void {
  const measure = (text: string, size: number) => {
    pen.font = markFont(size)
    return pen.measureText(text).width
  }
  const plan = planMark(mark, width, height, measure)
  pen.fillStyle = 'rgb(0 0 0 / 55%)'
  pen.fillRect(0, plan.bandTop, width, height - plan.bandTop)
  pen.font = markFont(plan.size)
  pen.fillStyle = '#fff'
  pen.textBaseline = 'alphabetic'
  for (const line of plan.lines) pen.fillText(line.text, plan.margin, line.y)
}
