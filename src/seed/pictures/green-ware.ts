import { box, type Drawing, gleam, line, oval, path } from './ink.ts'

const leaf = (x: number, y: number, turn: number, fill: string): string =>
  `<path d="M0 0q-40-60 0-130q40 70 0 130z" transform="translate(${x} ${y}) rotate(${turn})" fill="${fill}"/>`
const GREEN = ['#4d7c4f', '#6a9a5b', '#37634a', '#86b06c'] as const

/** Drawings of plants and what they grow in. */
export const GREEN_WARE: Readonly<Record<string, Drawing>> = {
  plant: (k) =>
    [-62, -38, -14, 12, 36, 60].map((turn, i) => leaf(240, 276, turn, GREEN[i % 4] ?? GREEN[0])).join('') +
    path('M168 268h144l-18 96q-2 16-20 16h-68q-18 0-20-16z', k.body) +
    box([158, 254], [164, 30, 8], k.flat) +
    gleam('M186 298l8 60'),
  vase: (k) =>
    line('M244 210q-20-70 36-132', '#6f5a43', 6) +
    line('M256 150q-40-10-58-46', '#6f5a43', 5) +
    [
      [282, 78],
      [262, 112],
      [198, 102],
      [228, 132],
      [300, 104],
    ]
      .map(([x = 0, y = 0]) => oval(x, y, [15, 15], k.accent) + oval(x, y, [5, 5], '#fff4d6'))
      .join('') +
    path('M216 196h50q0 40 34 66 40 40 6 92-16 26-36 26h-62q-20 0-36-26-34-52 6-92 38-26 38-66z', k.body) +
    oval(241, 196, [25, 7], k.dark) +
    gleam('M186 288q-12 30 4 60'),
  planter: (k) =>
    [
      [160, 246, 34],
      [216, 226, 42],
      [280, 232, 40],
      [330, 252, 30],
    ]
      .map(
        ([x = 0, y = 0, r = 0], i) =>
          [0, 60, 120]
            .map(
              (t) =>
                `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * 0.45}" transform="rotate(${t} ${x} ${y})" fill="${GREEN[(i + t / 60) % 4]}"/>`,
            )
            .join('') + oval(x, y, [9, 9], '#dbe7b5'),
      )
      .join('') +
    path('M110 270h260l-18 92q-4 18-24 18H152q-20 0-24-18z', k.body) +
    line('M122 306h236', k.light, 6),
  terrarium: (k) =>
    path('M150 200q0-70 90-70t90 70v140q0 40-40 40H190q-40 0-40-40z', 'rgba(255,255,255,.5)') +
    box([206, 102], [68, 34, 10], '#b98a58') +
    path('M152 320q40-30 88-10t88-12v42q0 40-40 40h-96q-40 0-40-40z', '#6b5140') +
    oval(196, 308, [36, 26], GREEN[0]) +
    oval(252, 300, [44, 34], GREEN[1]) +
    oval(302, 310, [26, 20], GREEN[2]) +
    path('M222 300l18-54 18 54z', k.flat) +
    gleam('M170 206v110'),
  bouquet: (k) =>
    [
      [190, 180, '#e7a6a1'],
      [242, 150, '#f3d9b1'],
      [294, 178, k.accent],
      [214, 226, '#f7efe2'],
      [270, 224, '#d98880'],
    ]
      .map(
        ([x = 0, y = 0, c = '']) =>
          oval(Number(x), Number(y), [38, 36], String(c)) +
          line(`M${Number(x) - 14} ${y}q14-22 28 0t-20 12`, 'rgba(120,60,50,.4)', 4),
      )
      .join('') +
    leaf(150, 260, -60, GREEN[1]) +
    leaf(330, 260, 60, GREEN[0]) +
    path('M150 244q90 40 180 0l-60 136h-60z', k.body) +
    path('M196 304q44 20 88 0l-8 26q-36 14-72 0z', k.light),
}
