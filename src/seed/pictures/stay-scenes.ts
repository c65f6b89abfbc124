import { box, type Drawing, line, oval, path } from './ink.ts'

const lake = (k: { light: string; flat: string; dark: string }): string =>
  path('M0 250q80-90 150-30t140-40 190 60v100H0z', k.light) +
  path('M0 280q100-70 200-20t280-30v90H0z', k.flat) +
  path('M0 310h480v170H0z', '#b9d3d6') +
  line('M60 350h90M220 372h120M110 404h140M320 420h90', 'rgba(255,255,255,.75)', 5)
const bedAt = (
  x: number,
  width: number,
  k: { body: string; dark: string; paper: string; accent: string },
): string =>
  box([x, 250], [width, 70, 14], k.dark) +
  box([x - 6, 318], [width + 12, 62, 14], k.body) +
  box([x + 12, 290], [width / 2 - 20, 40, 14], k.paper) +
  box([x + width / 2 + 8, 290], [width / 2 - 20, 40, 14], k.paper) +
  box([x - 6, 344], [width + 12, 16, 0], k.accent)

/** What a hotel sells is a place: these fill the picture. */
export const STAY_SCENES: Readonly<Record<string, Drawing>> = {
  bed: (k) =>
    box([90, 80], [300, 150, 10], '#dfeef0') +
    path('M90 190q70-60 130-20t170-30v90H90z', k.light) +
    line('M190 80v150M290 80v150', k.paper, 7) +
    bedAt(110, 260, k) +
    box([52, 320], [44, 60, 8], k.dark) +
    oval(74, 300, [22, 16], '#ffe2a0'),
  twin: (k) =>
    box([120, 80], [240, 140, 10], '#dfeef0') +
    path('M120 190q60-50 110-16t130-24v70H120z', k.light) +
    bedAt(56, 160, k) +
    bedAt(264, 160, k) +
    box([226, 322], [28, 58, 6], k.dark) +
    oval(240, 304, [18, 14], '#ffe2a0'),
  suite: (k) =>
    path('M60 220L240 80l180 140z', k.dark) +
    box([96, 216], [288, 164, 0], k.body) +
    path('M190 160l50-40 50 40z', '#ffe9b8') +
    [126, 206, 286]
      .map((x) => box([x, 250], [68, 80, 6], '#ffe9b8') + line(`M${x + 34} 250v80`, k.dark, 4))
      .join('') +
    box([60, 372], [360, 14, 6], k.dark) +
    oval(80, 350, [30, 34], '#6a9a5b') +
    oval(404, 352, [28, 32], '#4d7c4f'),
  villa: (k) =>
    lake(k) +
    path('M90 260L240 170l150 90z', k.dark) +
    box([116, 256], [248, 84, 0], k.paper) +
    [134, 200, 266].map((x) => box([x, 274], [52, 66, 4], '#ffe3a3')).join('') +
    path('M196 340h88l30 90h-148z', '#a77c52') +
    line('M190 366h100M180 392h120', k.dark, 4),
  teatime: (k) =>
    line('M240 100v270', k.dark, 8) +
    [
      [150, 60],
      [230, 90],
      [320, 124],
    ]
      .map(([y = 0, r = 0]) => oval(240, y, [r, 16], k.paper) + oval(240, y + 4, [r - 10, 10], k.light))
      .join('') +
    [206, 240, 272].map((x) => oval(x, 138, [14, 12], k.accent)).join('') +
    [180, 222, 262, 302]
      .map((x, i) => box([x - 16, 204], [32, 22, 8], i % 2 ? '#d98b4a' : '#8fb07a'))
      .join('') +
    [150, 196, 284, 330].map((x) => path(`M${x - 20} 314q20-50 40 0z`, '#c06a5b')).join('') +
    oval(240, 372, [70, 12], k.dark),
  hills: (k) =>
    oval(350, 120, [44, 44], '#ffe2a0') +
    path('M0 260q120-120 240-30t240-20v270H0z', k.light) +
    path('M0 330q140-100 260-30t220-30v210H0z', '#7fa66a') +
    [0, 1, 2, 3].map((i) => line(`M0 ${360 + i * 32}q120-70 250-20t230-30`, '#4d7c4f', 12)).join('') +
    path('M300 300l26-26 26 26zM312 300h28l-4 60h-20z', k.accent),
  spa: (k) =>
    path('M60 300q180-50 360 0v30q0 60-70 60H130q-70 0-70-60z', k.body) +
    oval(240, 304, [178, 42], '#a9d3d3') +
    line('M130 304q40-16 80 0t80 0 60 0', 'rgba(255,255,255,.8)', 5) +
    line(
      'M180 250q-20-30 0-60t0-60M240 246q-20-30 0-60t0-60M300 250q-20-30 0-60t0-60',
      'rgba(255,255,255,.75)',
      8,
    ) +
    oval(96, 372, [40, 18], k.dark) +
    oval(100, 352, [28, 13], k.flat),
  kayak: (k) =>
    oval(240, 250, [70, 70], '#ffd98a') +
    lake(k) +
    path('M90 372q150 50 300 0-40 46-150 46T90 372z', k.accent) +
    oval(240, 384, [46, 10], k.dark) +
    line('M150 440L330 320', '#8b5e3c', 8) +
    oval(240, 346, [20, 22], '#5b3b28') +
    path('M214 390q6-44 52 0z', '#c94f3d'),
  dinner: (k) =>
    path('M60 300h360l-30 80H90z', k.dark) +
    oval(240, 296, [180, 40], k.paper) +
    oval(240, 290, [96, 26], k.body) +
    path('M186 286q40-40 100-8l24-16v36l-24-14q-56 30-100 2z', k.accent) +
    oval(206, 282, [4, 4], k.dark) +
    line('M108 296v-70M100 226v24M116 226v24M372 296v-80', '#9aa4aa', 6) +
    path('M340 150h44q0 46-22 50t-22-50z', 'rgba(255,255,255,.7)'),
}
