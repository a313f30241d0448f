/** Colours that can be told apart without colour vision by their lightness, and by dash or shape where lines cross. */
export const palette = {
  accent: '#1d5b8f',
  accentSoft: '#9dbbd4',
  amber: '#c77d0a',
  red: '#b3261e',
  green: '#2e9459',
  grey: '#93a0ad',
  ink: '#1c2733',
  ink2: '#465362',
  line: '#e1e5ea',
}

export const chartFont = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

/** The common frame of every chart: plain axes, light lines, no animation that distracts. */
export const frame = {
  textStyle: { fontFamily: chartFont, fontSize: 12, color: palette.ink2 },
  grid: { left: 8, right: 12, top: 36, bottom: 4, containLabel: true },
  legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, itemGap: 16, textStyle: { color: palette.ink2, fontSize: 12 } },
  tooltip: {
    trigger: 'axis' as const,
    confine: true,
    backgroundColor: '#fff',
    borderColor: '#c9d0d8',
    padding: [8, 12],
    textStyle: { color: palette.ink, fontSize: 12 },
    axisPointer: { type: 'shadow' as const, shadowStyle: { color: 'rgba(29, 91, 143, 0.06)' } },
  },
  animationDuration: 250,
}

export const categoryAxis = {
  type: 'category' as const,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: '#c9d0d8' } },
  axisLabel: { color: palette.ink2, hideOverlap: true },
}

export const valueAxis = {
  type: 'value' as const,
  axisLabel: { color: palette.ink2 },
  splitLine: { lineStyle: { color: palette.line } },
  nameTextStyle: { color: palette.ink2, align: 'left' as const },
}
